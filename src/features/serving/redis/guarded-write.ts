/**
 * Writes whole tiles of one entity, unless a later write was here before: whoever lost the group, or repeats what it did
 * before a crash, changes nothing. KEYS: the entity, the group’s mark. ARGV: version, milliseconds to keep it when nobody writes, the start
 * before which tiles are of no window, then fields and values.
 *
 * A version that has read nothing (it ends in noughts) rebuilds: what is there was written since and is newer, what is
 * missing is filled in.
 */
export const GUARDED_WRITE = `
local mark = redis.call('GET', KEYS[2])
if mark and string.sub(mark, 1, 16) > string.sub(ARGV[1], 1, 16) then return 0 end
local isRebuilt = string.sub(ARGV[1], 18) == '0000000000000000'
local held = redis.call('HGET', KEYS[1], 'v')
if held and held >= ARGV[1] and not isRebuilt then return 0 end
if not held or held < ARGV[1] then redis.call('HSET', KEYS[1], 'v', ARGV[1]) end
local command = isRebuilt and 'HSETNX' or 'HSET'
for at = 4, #ARGV, 2 do redis.call(command, KEYS[1], ARGV[at], ARGV[at + 1]) end
if redis.call('HLEN', KEYS[1]) % 256 == 0 then
  local oldest = tonumber(ARGV[3])
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    local start = string.match(field, ':(%d+)$')
    if start and tonumber(start) < oldest then redis.call('HDEL', KEYS[1], field) end
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/**
 * Says that a group is whole, unless Redis lost what was filled in meanwhile, or a later holder rebuilds it. KEYS: the group’s mark, the
 * rebuilding’s own. ARGV: the version, the rebuilding’s name.
 */
export const MARK_WHOLE = `
if redis.call('GET', KEYS[2]) ~= ARGV[2] then return 0 end
redis.call('DEL', KEYS[2])
redis.call('SET', KEYS[1], ARGV[1])
return 1`;

/** Of a write: later epochs are greater, and within one the further read log. Compared as text. */
export const writeVersion = (epoch: number, readEvents: number): string =>
  `${epochText(epoch)}:${String(readEvents).padStart(16, '0')}`;

/** What a version begins with. */
export const epochText = (epoch: number): string => String(epoch).padStart(16, '0');
