package io.orchestratex.cli.output;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.cli.access.Gateway;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Columns stay columns, whatever stands in them. */
class TableTest {

  private static List<String> lines(Table table, String rows) throws JsonProcessingException {
    JsonNode read = Gateway.JSON.readTree(rows);
    StringWriter out = new StringWriter();
    table.print(new PrintWriter(out), read, "none");
    return out.toString().lines().toList();
  }

  @Test
  void alignsWideCharactersByTheirCells() throws JsonProcessingException {
    Table table = new Table(0).text("TITLE", "/t").number("COST", "/c");

    assertThat(
            lines(
                table,
                "[{\"t\":\"漢字\",\"c\":1.5E-7},{\"t\":\"👨‍👩‍👧\",\"c\":0.00000135},{\"t\":\"abcdef\",\"c\":2}]"))
        .containsExactly(
            "TITLE         COST",
            "漢字    0.00000015",
            "👨‍👩‍👧      0.00000135",
            "abcdef           2");
  }

  @Test
  void showsNamesWholeAndSteersNothing() throws JsonProcessingException {
    String name = "database.".repeat(9);
    Table table = new Table(0).name("OBJECT", "/n").text("TITLE", "/t");

    assertThat(
            lines(
                table,
                "[{\"n\":\"%s1\",\"t\":\"\\u001b[2J\"},{\"n\":\"%s2\",\"t\":\"%s\"}]"
                    .formatted(name, name, "x".repeat(70))))
        .containsExactly(
            "OBJECT" + " ".repeat(name.length() - 5) + "  TITLE",
            name + "1  \\x1b[2J",
            name + "2  " + "x".repeat(59) + "…");
  }

  @Test
  void fitsIntoTheTerminalByCuttingItsLongestTexts() throws JsonProcessingException {
    Table table = new Table(40).name("ID", "/i").text("A", "/a").text("B", "/b");
    String row =
        "[{\"i\":\"id-1\",\"a\":\"%s\",\"b\":\"%s\"}]".formatted("a".repeat(50), "b".repeat(14));

    List<String> lines = lines(table, row);

    assertThat(lines).allMatch(line -> line.length() <= 40);
    assertThat(lines.getLast()).isEqualTo("id-1  " + "a".repeat(17) + "…  " + "b".repeat(14));
  }
}
