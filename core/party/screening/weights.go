package screening

// Scores run from 0 to 1000. All that decides over them stands here, for whoever must explain a hit to an examiner.
//
//	compared                                          counts
//	same character after folding                      1000 of a character
//	another character, same toneless syllable          600
//	another character, a syllable often confused       450
//	neighbouring characters changed places            −700 of a character
//	a character more, less or quite another          −1000 of a character
//	of an organisation: one more or less             −1500, one quite another −2000 (regions and trades fill its name)
//	Chinese name, Latin spelling of it                 870 of a name (two syllables: 860; often confused: 800)
//	the same by a spelling that isn't pinyin           850 (Lee, Cheung, Hsu)
//	Latin words                                       Jaro–Winkler, weighted by length; words that only the longer name
//	                                                  has count for 2/5, on both sides in full
//	the name alone agrees, of a person                 960 at most
//	the name alone agrees, of an organisation          990 at most
//	born on the same day / in the same year           +120 / +60; two years apart −60, more −200
//	nationality agrees / differs                       +20 / −30
//	masked number agrees / contradicts                 +80 / −300
//	number of a document or register agrees           1000, whatever the name
//	an alias that the list calls weak                 −100
//
// So 王伟 and 王玮 have 800: no hit at 850 by the name alone, one at 860 if they are born in the same year.
const (
	fullScore = 1000

	sameSyllable     = 600
	confusedSyllable = 450
	swapCost         = 700
	editCost         = 1000
	firmOddCost      = 1500
	firmOtherCost    = 2000

	romanised      = 870
	romanisedShort = 860
	romanisedLoose = 800
	otherSpelling  = 850
	sameSyllables  = 985 // Latin names of the same syllables, divided or ordered otherwise

	wordFloor     = 860 // Jaro–Winkler below which two words are different words
	leftOverFifth = 2   // of five: the weight of a word that the other name lacks
	oneWordCap    = 700 // of names with more words, when one only agrees
	orderCost     = 10  // words in another order

	personAlone = 960
	firmAlone   = 990

	bornSameDay    = 120
	bornSameYear   = 60
	bornTwoApart   = -60
	bornFarApart   = -200
	sameNation     = 20
	otherNation    = -30
	maskedAgrees   = 80
	maskedDiffers  = -300
	weakAlias      = -100
	nameFloor      = 700 // whatever else agrees, names further apart than this are no hit
	mostBesideName = bornSameDay + sameNation + maskedAgrees
)

// DefaultThreshold is the score from which a match becomes a hit.
const DefaultThreshold = 850

// HoldScore is the score from which an open hit on a sanctions list asks that the party's business wait for a review.
const HoldScore = 980
