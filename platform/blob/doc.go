// Package blob keeps files by their content: documents, pictures, rasters.
//
// Words: a digest (摘要) names a file by what is in it, so that the same file is kept once; a place (存放处) is where the
// bytes lie, a folder or a bucket of S3; to attach (挂接) is to make a row of a room point at a file, in that
// row's own transaction; an orphan (孤立文件) is a file in the place that the database doesn't know; to sweep is to
// remove uploads that nothing was attached to within a day.
//
// How a file comes and goes. Put writes the bytes beside their place while it computes the digest, then makes the row
// of blob_files, then moves the bytes in. The row comes first, because a removal begins by marking the row: once Put
// has its row unmarked, no removal runs and none begins before the sweep's age is over. A room that got its Ref
// from Put therefore attaches to bytes that are there, and stay there as long as anything is attached.
//
// In a folder a file lies at sha256/ab/cd/REST (plain, so that sha256sum agrees with its name) or …/REST.sealed, when
// the bank has a master key. Its digest is that of the plain text either way; who can read the names can therefore
// tell whether a file that he has is in the bank.
//
// Invariants:
//   - A row that says attached never points at nothing; Check proves it, Full by reading every byte.
//   - What Get hands out to its end has the digest asked for: the last bytes are held back until it is proven.
//   - A file is whole on disk, with its folder's entry, before Put returns.
//   - The same content put by two processes at once is one file and one row.
//   - A file with something attached can't be deleted.
package blob
