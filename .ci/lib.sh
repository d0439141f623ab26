# Shared by the scripts beside it.
cd "$(dirname "${BASH_SOURCE[0]}")/.."

# step NAME COMMAND…: runs a command, says how long it took, and remembers it for `summary`.
steps=()
step() {
  local name=$1 began=$SECONDS
  shift
  echo "== $name"
  "$@"
  steps+=("$(printf '%3d:%02d  %s' $(((SECONDS - began) / 60)) $(((SECONDS - began) % 60)) "$name")")
}

summary() {
  echo "== where the minutes went"
  printf '%s\n' "${steps[@]}"
}
