package main

import "tonghui/base/problem"

var (
	errNoTarget = problem.New(problem.Invalid, "cli.backup_target",
		"A backup needs --to: a folder, a new file that ends in .tbk, or s3://bucket/prefix.",
		"备份须给出 --to：目录、以 .tbk 结尾的新文件，或 s3://桶/前缀。")
	errNoBackup = problem.New(problem.NotFound, "cli.no_backup",
		"There is no backup at %s. Give a file that ends in .tbk, or the folder or S3 prefix where backups are kept.",
		"%s 处没有备份。请给出以 .tbk 结尾的文件，或存放备份的目录或 S3 前缀。")
	errDrillRoom = problem.New(problem.Unavailable, "cli.drill_room",
		"The folder %s can't be used for the drill. Choose another with --dir.", "目录 %s 无法用于演练，请用 --dir 另选。")
)
