package city

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"math/rand/v2"
)

// picture is a small drawing in the shape of a document, another for each seed: a page, a portrait and some lines.
func picture(seed int) []byte {
	const width, height = 240, 150
	rng := rand.New(rand.NewPCG(uint64(seed), 2026))
	tint := color.RGBA{uint8(200 + rng.IntN(40)), uint8(215 + rng.IntN(30)), uint8(225 + rng.IntN(30)), 255}
	p := image.NewPaletted(image.Rect(0, 0, width, height), color.Palette{tint, color.RGBA{60, 72, 88, 255}, color.RGBA{250, 250, 250, 255}})
	fill := func(x0, y0, x1, y1 int, c uint8) {
		for y := y0; y < y1; y++ {
			for x := x0; x < x1; x++ {
				p.SetColorIndex(x, y, c)
			}
		}
	}
	fill(160, 24, 220, 104, 2)
	fill(178, 38, 202, 66, 1)
	fill(170, 70, 210, 104, 1)
	for line := range 6 {
		fill(20, 28+17*line, 70+rng.IntN(75), 34+17*line, 1)
	}
	var b bytes.Buffer
	_ = png.Encode(&b, p) // into memory: it can't fail
	return b.Bytes()
}
