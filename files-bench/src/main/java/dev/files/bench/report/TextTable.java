package dev.files.bench.report;

import java.util.ArrayList;
import java.util.List;

/** Lines in columns: the first column left, all others right, as figures are read. */
public final class TextTable {
  private final List<List<String>> rows = new ArrayList<>();

  public TextTable(String... heads) {
    rows.add(List.of(heads));
  }

  public void add(String... cells) {
    if (cells.length != rows.get(0).size()) {
      throw new IllegalArgumentException("a row needs " + rows.get(0).size() + " cells");
    }
    rows.add(List.of(cells));
  }

  /**
   * The table in Markdown, with the columns in line, so that it can go into a document as it is.
   */
  @Override
  public String toString() {
    int columns = rows.get(0).size();
    int[] widths = new int[columns];
    for (List<String> row : rows) {
      for (int i = 0; i < columns; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    StringBuilder text = new StringBuilder();
    appendRow(text, rows.get(0), widths);
    for (int i = 0; i < columns; i++) {
      String dashes = "-".repeat(widths[i] + (i == 0 ? 0 : -1));
      text.append(i == 0 ? "| " : " | ").append(dashes).append(i == 0 ? "" : ":");
    }
    text.append(" |\n");
    for (List<String> row : rows.subList(1, rows.size())) {
      appendRow(text, row, widths);
    }
    return text.toString();
  }

  private static void appendRow(StringBuilder text, List<String> cells, int[] widths) {
    for (int i = 0; i < widths.length; i++) {
      String blanks = " ".repeat(widths[i] - cells.get(i).length());
      text.append(i == 0 ? "| " : " | ")
          .append(i == 0 ? cells.get(i) + blanks : blanks + cells.get(i));
    }
    text.append(" |\n");
  }
}
