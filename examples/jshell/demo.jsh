// Backs up a directory (-R-Ddemo.source=DIR), lists, checks and restores; load it after coffer.jsh.
Path work = Files.createTempDirectory("coffer-demo")
repo(work.resolve("repository").toString())
backup(System.getProperty("demo.source", "examples"))
snapshots()
ls("latest")
CheckReport report = check()
RestoreResult restored = restore("latest", work.resolve("restored").toString())
System.out.println("no damage: " + report.ok() + ", restored " + restored.files() + " files to " + work)
close()
/exit restored != null && restored.complete() && report.ok() ? 0 : 1
