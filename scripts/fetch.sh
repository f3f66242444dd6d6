# shellcheck shell=bash
# Sourced: downloads and their checks.

# fetch URL FILE
fetch() {
  if command -v curl >/dev/null; then
    curl -fsSL --retry 2 --connect-timeout 15 -o "$2" "$1"
  elif command -v wget >/dev/null; then
    wget -q --timeout=15 -O "$2" "$1"
  else
    echo "perdure: needs curl or wget to download $1" >&2
    return 1
  fi
}

# check BITS SUM FILE
check() {
  local found
  if command -v "sha${1}sum" >/dev/null; then
    found=$("sha${1}sum" <"$3")
  else
    found=$(shasum -a "$1" <"$3")
  fi
  if [[ ${found%% *} != "$2" ]]; then
    echo "perdure: a download does not have the expected SHA-$1; nothing was installed" >&2
    return 1
  fi
}
