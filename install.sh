#!/bin/sh
# install.sh [--home DIR] [--bin DIR] [--no-up] [PACKAGE]
# Installs Seaworthy from a package, seaworthy-VERSION-RUNTIME.tar.gz, on a machine with neither its sources nor an SDK; called
# again with another package, it upgrades. PACKAGE is a file or an http(s) address, beside which SHA256SUMS must lie; without one it is
# the package beside this script. --home is the data directory (/var/lib/seaworthy), --bin where the command `sea` is linked
# (/usr/local/bin), --no-up stops before anything is started. Settings, as ROUTER_DOMAIN=apps.example.com, are taken from the environment.
set -eu
umask 022

fail() {
    echo "install.sh: $*" >&2
    exit 1
}

home=${SEAWORTHY_HOME:-/var/lib/seaworthy}
bin=/usr/local/bin
up=yes
package=
while [ $# -gt 0 ]; do
    case $1 in
        --home) [ $# -ge 2 ] || fail "--home needs a directory"; home=$2; shift 2 ;;
        --bin) [ $# -ge 2 ] || fail "--bin needs a directory"; bin=$2; shift 2 ;;
        --no-up) up=no; shift ;;
        --help | -h) sed -n '2,/^set /s/^# \{0,1\}//p' "$0"; exit 0 ;;
        -*) fail "there is no option $1; see --help" ;;
        *) [ -z "$package" ] || fail "one package at a time"; package=$1; shift ;;
    esac
done

[ "$(id -u)" = 0 ] || fail "it installs services, so it needs root: sudo sh $0"
[ "$(uname -s)" = Linux ] || fail "Seaworthy runs on Linux only"
case $(uname -m) in
    x86_64 | amd64) runtime=linux-x64 ;;
    aarch64 | arm64) runtime=linux-arm64 ;;
    *) fail "there is no package for the processor $(uname -m): x86_64 and aarch64 are supported" ;;
esac
case $home in
    /*) ;;
    *) fail "--home must be an absolute path" ;;
esac
for tool in tar gzip sha256sum df sed mktemp; do
    command -v "$tool" >/dev/null 2>&1 || fail "$tool is missing; install it first"
done
export SEAWORTHY_HOME="$home"

# The package beside this script, the newest of this machine's runtime.
if [ -z "$package" ]; then
    here=$(cd "$(dirname -- "$0")" && pwd)
    for found in "$here"/seaworthy-*-"$runtime".tar.gz; do
        [ -f "$found" ] || continue
        if [ -z "$package" ] || [ "$found" -nt "$package" ]; then package=$found; fi
    done
    [ -n "$package" ] || fail "there is no seaworthy-*-$runtime.tar.gz beside this script; name the package"
fi

# Where one was installed before, it knows how to upgrade itself: with a backup, without a failed request, and with a way back.
current=$home/packages/current
if [ "$up" = yes ] && [ -x "$current/sea/Seaworthy.Cli" ] && [ -d "$home/run" ]; then
    # Its services may be down, as after a reboot where no systemd runs: what is upgraded must be up.
    "$current/sea/Seaworthy.Cli" up --no-sample || echo "install.sh: the version that is here does not come up; going on with the new one" >&2
    exec "$current/sea/Seaworthy.Cli" upgrade "$package"
fi

mkdir -p "$home"
free=$(df -Pk "$home" | sed -n '2s/^[^ ]* *[0-9]* *[0-9]* *\([0-9]*\).*/\1/p')
[ "${free:-0}" -ge 2000000 ] || fail "$home has ${free:-0} kB free, but 2 GB are needed for the programs and the first images"

mkdir -p "$home/packages"
work=$(mktemp -d "$home/packages/.new-XXXXXX")
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM

case $package in
    http://* | https://*)
        file=$work/${package##*/}
        if command -v curl >/dev/null 2>&1; then
            curl -fsSL --retry 3 -o "$work/SHA256SUMS" "${package%/*}/SHA256SUMS" || fail "${package%/*}/SHA256SUMS cannot be downloaded"
            curl -fsSL --retry 3 -o "$file" "$package" || fail "$package cannot be downloaded"
        elif command -v wget >/dev/null 2>&1; then
            wget -q -O "$work/SHA256SUMS" "${package%/*}/SHA256SUMS" || fail "${package%/*}/SHA256SUMS cannot be downloaded"
            wget -q -O "$file" "$package" || fail "$package cannot be downloaded"
        else
            fail "neither curl nor wget is there to download it; install one, or bring the file here"
        fi
        sums=$work/SHA256SUMS
        ;;
    *)
        [ -f "$package" ] || fail "there is no file $package"
        file=$(cd "$(dirname -- "$package")" && pwd)/$(basename -- "$package")
        sums=$(dirname -- "$file")/SHA256SUMS
        [ -f "$sums" ] || fail "SHA256SUMS does not lie beside $file, so nobody knows whether it is whole"
        ;;
esac

expected=$(sed -n "s/^\([0-9a-f]\{64\}\) [ *]$(basename -- "$file" | sed 's/[.[\*^$]/\\&/g')\$/\1/p" "$sums")
[ -n "$expected" ] || fail "SHA256SUMS says nothing about $(basename -- "$file")"
[ "$(sha256sum <"$file" | sed 's/ .*//')" = "$expected" ] || fail "$file is not what SHA256SUMS says: it is damaged, or not the one that was published. Nothing was installed."

mkdir "$work/package"
tar --extract --gzip --no-same-owner --strip-components=1 --directory="$work/package" --file="$file"
described() { sed -n "s/.*\"$1\": *\"\([A-Za-z0-9._+-]*\)\".*/\1/p" "$work/package/package.json" | sed -n 1p; }
[ -f "$work/package/package.json" ] || fail "$file is no package of Seaworthy"
version=$(described version)
[ -n "$version" ] || fail "$file does not say which version it is"
[ "$(described runtime)" = "$runtime" ] || fail "$file is for $(described runtime), and this machine is $runtime"

# What the programs need of the system beside the C library. Without apt the programs themselves say what they miss.
if command -v apt-get >/dev/null 2>&1 && ! { ldconfig -p 2>/dev/null | grep -q 'libssl\.so' && ldconfig -p 2>/dev/null | grep -q 'libstdc++\.so'; }; then
    echo "Installing OpenSSL and the C++ library, which Seaworthy's programs need …" >&2
    DEBIAN_FRONTEND=noninteractive apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends -qq openssl libstdc++6 >/dev/null
fi

# Each version has a folder of its own that never changes; the link says which one is meant.
if [ ! -d "$home/packages/$version" ]; then
    mv "$work/package" "$home/packages/$version"
fi
ln -s "$version" "$work/current"
mv -f -T "$work/current" "$current"
mkdir -p "$bin"
ln -s "$current/sea/Seaworthy.Cli" "$work/sea"
mv -f -T "$work/sea" "$bin/sea"
# For sea uninstall.
echo "$bin/sea" >"$home/packages/command"
rm -rf "$work"
trap - EXIT

echo "Seaworthy $version is installed in $home; its command is $bin/sea." >&2
[ "$up" = yes ] || exit 0
exec "$bin/sea" up
