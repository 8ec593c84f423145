// Package batch pays many at once (批量代发代付): wages (代发工资), taxes and social contributions (代缴) and subsidies (补贴), from
// a file of a business or an agency.
//
// Words: a batch (批次) is one file and what becomes of it; a line (明细) is one payment of it; a fault (差错) is why a line can't
// be paid as it stands, a doubt (疑似重复) a fault that the checker may overrule; a round (轮次) is one passage over the lines that
// are to be paid, and a retry is another over those that failed; a result (回盘) is what a round made of a line.
//
// Files are CSV (UTF-8 or GB18030), Excel (.xlsx) or ISO 20022 pain.001.001.09 and pain.001.001.11. The answer is a CSV file or a
// pain.002 (pain.002.001.10 and pain.002.001.12).
//
// Invariants:
//   - Three persons stand behind each batch that is paid: who uploaded it, who checked it, who approved it (三人复核).
//   - The whole of what a round is to pay is held on the payer's account before its first line, so that it doesn't run dry.
//   - A line is paid at most once, whatever is killed when: its payment, its result and the rest of the hold are one update.
//   - Each line of a round that is over has one result, and what was paid and what failed add up to what was to be paid.
//   - One file of one payer is one batch: the same file again within thirty days is found by its digest.
//   - A file is read as a whole or refused as a whole; a wrong line stays in its batch with its number and a sentence.
package batch
