// Starts the emulator, and ends it with the program that started it: when its standard input ends.
process.stdin.resume();
process.stdin.on("end", () => process.exit(0));
require("azurite/dist/src/blob/main.js");
