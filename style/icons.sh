#!/bin/sh
# Draws the icon as devices want it when they install the product, from the same marks as icon.svg. Needs ImageMagick.
# The result is committed: nobody needs this to build the product.
set -e
cd "$(dirname "$0")"
# draw SIZE ROUNDNESS MARGIN FILE: a square of SIZE, its corners rounded by ROUNDNESS of 24, the marks MARGIN of 24 inside.
draw() {
  scale=$(awk "BEGIN { print $1 / 24 }")
  marks=$(awk "BEGIN { print $1 / 24 * (24 - 2 * $3) / 24 }")
  shift_by=$(awk "BEGIN { print $1 / 24 * $3 }")
  convert -size "$1x$1" xc:none -fill '#2f5bd7' -draw "roundrectangle 0,0 $(($1 - 1)),$(($1 - 1)) $(awk "BEGIN { print $2 * $scale }"),$(awk "BEGIN { print $2 * $scale }")" \
    -fill none -stroke white -strokewidth 1.8 -draw "translate $shift_by,$shift_by scale $marks,$marks stroke-linecap round path 'M 6,16 L 6,10 M 10,16 L 10,7 M 14,16 L 14,12 M 18,16 L 18,9 M 5,18.5 L 19,18.5'" \
    -strip +dither -colors 32 -define png:compression-level=9 "$4"
}
draw 192 5 0 icon-192.png
draw 512 5 0 icon-512.png
# A device cuts these as it likes: full to the edge, the marks in the middle.
draw 512 0.001 2.5 icon-maskable.png
draw 180 0.001 1 icon-touch.png
