/**
 * Writes whole tiles of one entity, unless a later write was here before: whoever lost the group, or repeats what it did
 * before a crash, changes nothing. KEYS: the entity, the group’s mark. ARGV: version, milliseconds to keep it when nobody writes, the start
 * before which tiles are of no window, then fields and values.
 */
export const GUARDED_WRITE = `
local mark = redis.call('GET', KEYS[2])
if mark and string.sub(mark, 1, 16) > string.sub(ARGV[1], 1, 16) then return 0 end
local held = redis.call('HGET', KEYS[1], 'v')
if held and held >= ARGV[1] then return 0 end
redis.call('HSET', KEYS[1], 'v', ARGV[1], unpack(ARGV, 4))
if redis.call('HLEN', KEYS[1]) % 256 == 0 then
  local oldest = tonumber(ARGV[3])
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    local start = string.match(field, ':(%d+)$')
    if start and tonumber(start) < oldest then redis.call('HDEL', KEYS[1], field) end
  end
end
redis.call('PEXPIRE', KEYS[1], ARGV[2])
return 1`;

/** Of a write: later epochs are greater, and within one the further read log. Compared as text. */
export const writeVersion = (epoch: number, readEvents: number): string =>
  `${epochText(epoch)}:${String(readEvents).padStart(16, '0')}`;

/** What a version begins with. */
export const epochText = (epoch: number): string => String(epoch).padStart(16, '0');
