package io.orchestratex.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** Lines up columns for people; scripts ask for {@code --json}. */
public final class Table {

  private static final int WIDEST = 60;

  private final List<Column> columns = new ArrayList<>();

  /**
   * One column.
   *
   * @param right true for numbers
   */
  private record Column(String title, boolean right, Function<JsonNode, String> cell) {}

  /** A column of text. */
  public Table text(String title, Function<JsonNode, String> cell) {
    columns.add(new Column(title, false, cell));
    return this;
  }

  /** A column with the field at a JSON pointer. */
  public Table text(String title, String pointer) {
    return text(title, row -> Values.text(row.at(pointer)));
  }

  /** A column of numbers. */
  public Table number(String title, Function<JsonNode, String> cell) {
    columns.add(new Column(title, true, cell));
    return this;
  }

  /** A column with the number at a JSON pointer. */
  public Table number(String title, String pointer) {
    return number(title, row -> Values.text(row.at(pointer)));
  }

  /** Prints the rows under their titles, or {@code empty} where there are none. */
  public void print(PrintWriter out, JsonNode rows, String empty) {
    if (rows.isEmpty()) {
      out.println(empty);
      return;
    }
    List<List<String>> lines = new ArrayList<>();
    lines.add(columns.stream().map(Column::title).toList());
    for (JsonNode row : rows) {
      lines.add(columns.stream().map(column -> shortened(column.cell().apply(row))).toList());
    }
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], line.get(i).length());
      }
    }
    lines.forEach(line -> out.println(aligned(line, widths)));
  }

  private String aligned(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      String padding = " ".repeat(widths[i] - line.get(i).length());
      text.append(i == 0 ? "" : "  ");
      text.append(columns.get(i).right() ? padding + line.get(i) : line.get(i) + padding);
    }
    return text.toString().stripTrailing();
  }

  private static String shortened(String cell) {
    String line = cell.replace('\n', ' ').replace('\r', ' ');
    return line.length() <= WIDEST ? line : line.substring(0, WIDEST - 1) + "…";
  }
}
