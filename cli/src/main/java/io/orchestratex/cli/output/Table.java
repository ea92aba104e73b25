package io.orchestratex.cli.output;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * Lines up columns for people; scripts ask for {@code --json}. Long texts are cut so that a row
 * fits into {@code COLUMNS}, or at 60 cells where that is not set; names and numbers never are.
 */
public final class Table {

  private static final int WIDEST = 60;
  private static final int NARROWEST = 12;
  private static final String GAP = "  ";

  private final List<Column> columns = new ArrayList<>();
  private final int cells;

  /** A table for this terminal. */
  public Table() {
    this(cellsOfTerminal());
  }

  /**
   * A table of a width.
   *
   * @param cells 0 for any
   */
  Table(int cells) {
    this.cells = cells;
  }

  private static int cellsOfTerminal() {
    String columns = System.getenv().getOrDefault("COLUMNS", "");
    return columns.matches("[1-9]\\d{0,4}") ? Integer.parseInt(columns) : 0;
  }

  private enum Kind {
    TEXT,
    NAME,
    NUMBER
  }

  private record Column(String title, Kind kind, Function<JsonNode, String> cell) {}

  /** A column of text, which may be cut. */
  public Table text(String title, Function<JsonNode, String> cell) {
    columns.add(new Column(title, Kind.TEXT, cell));
    return this;
  }

  /** A column with the field at a JSON pointer. */
  public Table text(String title, String pointer) {
    return text(title, row -> Values.text(row.at(pointer)));
  }

  /** A column of names, which are shown whole: two that differ only at their end differ. */
  public Table name(String title, Function<JsonNode, String> cell) {
    columns.add(new Column(title, Kind.NAME, cell));
    return this;
  }

  /** A column with the name at a JSON pointer. */
  public Table name(String title, String pointer) {
    return name(title, row -> Values.text(row.at(pointer)));
  }

  /** A column of numbers. */
  public Table number(String title, Function<JsonNode, String> cell) {
    columns.add(new Column(title, Kind.NUMBER, cell));
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
      lines.add(columns.stream().map(column -> onOneLine(column.cell().apply(row))).toList());
    }
    int[] widths = widths(lines);
    lines.forEach(line -> out.println(aligned(line, widths)));
  }

  private int[] widths(List<List<String>> lines) {
    int[] widths = new int[columns.size()];
    for (List<String> line : lines) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], Text.width(line.get(i)));
      }
    }
    if (cells == 0) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = columns.get(i).kind() == Kind.TEXT ? Math.min(WIDEST, widths[i]) : widths[i];
      }
      return widths;
    }
    int tooMuch = -cells + GAP.length() * (widths.length - 1);
    for (int width : widths) {
      tooMuch += width;
    }
    for (int widest = widest(widths); tooMuch > 0 && widest >= 0; widest = widest(widths)) {
      widths[widest]--;
      tooMuch--;
    }
    return widths;
  }

  /** The widest column that can be narrower; -1 when there is none. */
  private int widest(int[] widths) {
    int widest = -1;
    for (int i = 0; i < widths.length; i++) {
      int least = Math.max(NARROWEST, columns.get(i).title().length());
      boolean canShrink = columns.get(i).kind() == Kind.TEXT && widths[i] > least;
      if (canShrink && (widest < 0 || widths[i] > widths[widest])) {
        widest = i;
      }
    }
    return widest;
  }

  private String aligned(List<String> line, int[] widths) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      boolean right = columns.get(i).kind() == Kind.NUMBER;
      text.append(i == 0 ? "" : GAP)
          .append(Text.padded(Text.cut(line.get(i), widths[i]), widths[i], right));
    }
    return text.toString().stripTrailing();
  }

  private static String onOneLine(String cell) {
    return Text.visible(cell.replace('\n', ' ').replace('\r', ' ').replace('\t', ' '));
  }
}
