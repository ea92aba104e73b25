package io.orchestratex.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Holds the table of docs/kills.md against the code: each named point of each job has its row. */
class KillMatrixTest {

  private static final Path MAIN = Path.of("src/main/java/io/orchestratex/backup");
  private static final Path TESTS = Path.of("src/test/java/io/orchestratex/backup");
  private static final Path TABLE = Path.of("../docs/kills.md");
  private static final Pattern POINT = Pattern.compile("\\.at\\(\"([a-z_-]+)");
  private static final Pattern ROW =
      Pattern.compile("\\| (\\w+) \\| `([a-z_-]+)` \\| ([^|]+) \\| ([^|]+) \\| ([^|]+) \\|");

  /** The jobs of a folder of features; an import is a backup of a dump. */
  private static final Map<String, String> JOBS =
      Map.of(
          "capture", "backup",
          "copy", "copy",
          "drill", "drill",
          "policy", "cleanup",
          "recovery", "recovery",
          "restore", "restore");

  private record Row(String job, String point, String end, List<String> tests) {}

  private static List<Row> rows() throws IOException {
    return Files.readAllLines(TABLE).stream()
        .map(ROW::matcher)
        .filter(Matcher::matches)
        .map(row ->
            new Row(
                row.group(1),
                row.group(2),
                row.group(4).strip(),
                Arrays.asList(row.group(5).strip().split(", "))))
        .toList();
  }

  private static Set<String> points() throws IOException {
    Set<String> points = new TreeSet<>();
    try (Stream<Path> files = Files.walk(MAIN)) {
      for (Path file : files.filter(each -> each.toString().endsWith(".java")).toList()) {
        String job = JOBS.get(MAIN.relativize(file).getName(0).toString());
        Matcher found = POINT.matcher(Files.readString(file));
        while (job != null && found.find()) {
          points.add(job + " " + found.group(1));
        }
      }
    }
    return points;
  }

  private static Path source(String test) throws IOException {
    try (Stream<Path> files = Files.walk(TESTS)) {
      return files
          .filter(file -> file.getFileName().toString().equals(test + ".java"))
          .findFirst()
          .orElseThrow(() -> new AssertionError("there is no " + test));
    }
  }

  @Test
  void eachPointOfEachJobHasItsConsistentEnd() throws IOException {
    List<Row> rows = rows();

    assertThat(points()).as("points that the code names").hasSizeGreaterThan(20);
    Set<String> named =
        rows.stream()
            .filter(row -> !row.job().equals("import"))
            .map(row -> row.job() + " " + row.point())
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(named).as("rows of %s", TABLE).isEqualTo(points());
    assertThat(rows).allSatisfy(row -> assertThat(row.end()).isNotBlank());
  }

  @Test
  void eachRowNamesATestThatKillsThere() throws IOException {
    for (Row row : rows()) {
      Pattern killed = Pattern.compile("\"([a-z]+:)?" + Pattern.quote(row.point()) + "[:\"]");
      int kills = 0;
      for (String test : row.tests()) {
        String source = Files.readString(source(test));
        if (killed.matcher(source).find()) {
          assertThat(source).as("%s kills", test).contains("Killed");
          kills++;
        }
      }
      assertThat(kills).as("tests that die at %s of a %s", row.point(), row.job()).isPositive();
    }
  }
}
