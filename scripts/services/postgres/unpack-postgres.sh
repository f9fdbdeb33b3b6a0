#!/usr/bin/env bash
# Unpacks PostgreSQL 17 with pgvector from Debian 13's packages into a folder, without root and without installing
# anything: unpack-postgres.sh FOLDER. Older Debians can run it because its own C library comes along, and every
# program is told to use that one.
set -euo pipefail
folder=$1
say() { echo "$*" >&2; }

for tool in apt-get dpkg-deb; do
  command -v "$tool" >/dev/null || { say "this system has no $tool"; exit 1; }
done
mirror=$(grep -rhoE 'https?://[^ ]+/debian/?([[:space:]]|$)' /etc/apt/sources.list /etc/apt/sources.list.d 2>/dev/null | head -n 1 | tr -d '[:space:]' || true)
[ -n "$mirror" ] || { say 'apt knows no Debian mirror here'; exit 1; }

rm -rf "$folder"
mkdir -p "$folder"/{root,packages,apt/lists/partial,apt/cache/archives/partial}
cd "$folder"

# An apt of our own: Debian 13 only, its lists here, and no package counted as installed, so that the list is whole.
echo "deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] $mirror trixie main" > apt/sources.list
: > apt/status
own_apt() {
  apt-get -qq -o Dir::Etc::SourceList="$PWD/apt/sources.list" -o Dir::Etc::SourceParts=/dev/null \
    -o Dir::State::Lists="$PWD/apt/lists" -o Dir::State::Status="$PWD/apt/status" -o Dir::Cache="$PWD/apt/cache" \
    -o Debug::NoLocking=1 -o APT::Sandbox::User= -o APT::Install-Recommends=0 -o Acquire::Retries=3 "$@"
}
own_apt update

# Of everything PostgreSQL depends on, a server that we start by hand needs the libraries. Perl and the compiler for
# queries (jit is off) are left out: half of the bytes.
own_apt -y --print-uris install postgresql-17-pgvector patchelf \
  | sed -nE "s/^'[^']*' ([^_ ]+)_.*/\1/p" \
  | grep -E '^(postgresql-17|postgresql-client-17|postgresql-17-pgvector|patchelf|lib.*|zlib1g)$' \
  | grep -vE '^(libllvm|libz3|libperl|lib.*-perl$|libc-bin|libc-l10n|libpam-modules)' > apt/wanted
cd packages
own_apt_in_parent() { (cd .. && true); }
xargs -a ../apt/wanted env -C "$PWD" true
cd ..
xargs -a apt/wanted printf '%s\n' > /dev/null
mapfile -t wanted < apt/wanted
(
  top=$PWD
  cd packages
  apt-get -qq -o Dir::Etc::SourceList="$top/apt/sources.list" download "${wanted[@]}"
)
