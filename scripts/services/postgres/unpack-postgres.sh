#!/usr/bin/env bash
# Unpacks PostgreSQL 17 with pgvector from Debian 13's packages into a folder, without root and without installing
# anything: unpack-postgres.sh FOLDER (absolute). Older Debians can run it because its own C library comes along,
# and every program is told to use that one.
set -euo pipefail
folder=$1

fail() { echo "$*" >&2; exit 1; }
for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || fail "this system has no $tool"
done
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?([[:space:]]|$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null |
  head -n 1 | tr -d '[:space:]') || true
[ -n "$mirror" ] || fail 'apt knows no Debian mirror here'

rm -rf "$folder"
mkdir -p "$folder"/{root,packages} "$folder"/apt/{lists,cache/archives}/partial

# An apt of our own: only Debian 13, lists kept here, and no package counted as installed, so the closure is whole.
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > "$folder/apt/sources.list"
: > "$folder/apt/status"
own_apt() {
  apt-get -qq -o Dir::Etc::SourceList="$folder/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$folder/apt/lists" -o Dir::State::Status="$folder/apt/status" \
    -o Dir::Cache="$folder/apt/cache" -o Debug::NoLocking=1 -o APT::Sandbox::User= \
    -o APT::Install-Recommends=0 -o Acquire::Retries=3 "$@"
}
own_apt update

# A server that is started by hand needs the libraries out of that closure. Perl, and the compiler that speeds up
# long queries (we run with jit off), would be half of the bytes.
mapfile -t wanted < <(
  own_apt -y --print-uris install postgresql-17-pgvector patchelf |
    sed -nE "s/^'[^']*' ([^_ ]+)_.*/\1/p" |
    grep -E '^(postgresql-17|postgresql-client-17|postgresql-17-pgvector|patchelf|zlib1g|lib.*)$' |
    grep -vE '^(libllvm|libz3|libperl|lib.*-perl$|libc-bin|libc-l10n|libpam-modules)'
)
[ ${#wanted[@]} -gt 10 ] || fail 'the Debian mirror did not list the packages of PostgreSQL 17'
(cd "$folder/packages" && own_apt download "${wanted[@]}")
for package in "$folder"/packages/*.deb; do dpkg-deb -x "$package" "$folder/root"; done

# Each program gets the unpacked loader and libraries. patchelf comes from the same packages, so the loader runs it.
loader=$(find "$folder/root" -name 'ld-linux-*.so.*' -print -quit)
libraries=$(dirname "$(find "$folder/root" -name 'libpq.so.5' -print -quit)")
for program in "$folder"/root/usr/lib/postgresql/17/bin/{postgres,initdb,pg_ctl,pg_isready,psql,pg_dump}; do
  "$loader" --library-path "$libraries" "$folder/root/usr/bin/patchelf" \
    --set-interpreter "$loader" --force-rpath --set-rpath "$libraries" "$program"
done

rm -rf "$folder/packages" "$folder/apt"
chmod -R a+rX "$folder"
"$folder/root/usr/lib/postgresql/17/bin/postgres" --version > "$folder/complete"
