package io.orchestratex.local.binary;

import io.orchestratex.local.process.Commands;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * An artifact that is fetched only where a program is missing, through the user's own Maven with
 * its settings, so that mirrors and proxies apply.
 *
 * @param coordinates {@code group:artifact:version}
 */
public record MavenArtifact(String coordinates) {

  private static final String PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:2.8:";

  private static final String POM =
      """
      <project>
        <modelVersion>4.0.0</modelVersion>
        <groupId>io.orchestratex</groupId>
        <artifactId>fetched</artifactId>
        <version>1</version>
        <packaging>pom</packaging>
        <dependencies>
          <dependency>
            <groupId>%s</groupId>
            <artifactId>%s</artifactId>
            <version>%s</version>
          </dependency>
        </dependencies>
      </project>
      """;

  /** Copies the artifact's jar into a folder and returns it. */
  public Path copyTo(Path folder, Path root) throws IOException {
    copy(folder, root, List.of("-DexcludeTransitive=true"));
    try (Stream<Path> files = Files.list(folder)) {
      return files
          .filter(file -> file.toString().endsWith(".jar"))
          .findFirst()
          .orElseThrow(() -> new IOException("Maven fetched no " + coordinates));
    }
  }

  /** Copies the artifact and what it needs at run time into a folder. */
  public void copyWithDependenciesTo(Path folder, Path root) throws IOException {
    copy(folder, root, List.of("-DincludeScope=runtime"));
  }

  /** By a project of its own, so that nothing of ours has to be resolved or writable. */
  private void copy(Path folder, Path root, List<String> more) throws IOException {
    Files.createDirectories(folder);
    Path pom = folder.resolveSibling("pom.xml");
    String[] parts = coordinates.split(":", -1);
    Files.writeString(pom, POM.formatted(parts[0], parts[1], parts[2]));
    List<String> goal =
        new ArrayList<>(List.of(PLUGIN + "copy-dependencies", "-DoutputDirectory=" + folder));
    goal.addAll(more);
    run(root, pom, goal);
    Files.delete(pom);
  }

  private void run(Path root, Path pom, List<String> goal) throws IOException {
    List<String> command = new ArrayList<>(List.of(maven(root), "-B", "-q"));
    String more = System.getenv().getOrDefault("OX_MAVEN_ARGS", "");
    Stream.of(more.split(" ", -1)).filter(each -> !each.isBlank()).forEach(command::add);
    command.addAll(List.of("-f", pom.toString()));
    command.addAll(goal);
    Commands.Result result =
        Commands.run(
            command, Map.of("JAVA_HOME", System.getProperty("java.home")), 5, TimeUnit.MINUTES);
    if (!result.succeeded()) {
      throw new IOException("Maven could not fetch " + coordinates + ": " + tail(result));
    }
  }

  private static String maven(Path root) {
    return Commands.find("mvn").map(Path::toString).orElse(root.resolve("mvnw").toString());
  }

  private static String tail(Commands.Result result) {
    List<String> lines =
        result.output().lines().filter(line -> line.contains("ERROR")).limit(3).toList();
    return lines.isEmpty() ? result.output().strip() : String.join(" ", lines);
  }
}
