package io.orchestratex.backup.engine.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.backup.engine.ContentHash;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * A database: tables of records, as text. A log beside the file has what was written since, as
 * SQLite's write-ahead log does; a log that stays with another file changes that one's content.
 *
 * <pre>
 *  ledger shop
 *  table orders
 *  1 first
 *  end 1
 * </pre>
 */
public final class Ledger {

  public static final String LOG = "-log";

  private final Map<String, List<String>> tables = new TreeMap<>();

  /** Adds a table. */
  public Ledger table(String name) {
    records(name);
    return this;
  }

  private List<String> records(String table) {
    return tables.computeIfAbsent(table, _ -> new ArrayList<>());
  }

  /** Adds a record. */
  public Ledger add(String table, String record) {
    records(table).add(record);
    return this;
  }

  /** Removes a table. */
  public void drop(String table) {
    tables.remove(table);
  }

  /** Removes the records of a table that begin so. */
  public void remove(String table, String prefix) {
    records(table).removeIf(record -> record.startsWith(prefix));
  }

  /** The file as bytes. */
  public byte[] bytes() {
    StringBuilder text = new StringBuilder("ledger\n");
    int records = 0;
    for (Map.Entry<String, List<String>> table : tables.entrySet()) {
      text.append("table ").append(table.getKey()).append('\n');
      for (String record : table.getValue()) {
        text.append("record ").append(record).append('\n');
        records++;
      }
    }
    return text.append("end ").append(records).append('\n').toString().getBytes(UTF_8);
  }

  /** Reads a file to its end. */
  public static Ledger read(InputStream in) throws IOException {
    String text = new String(in.readAllBytes(), UTF_8);
    if (!text.startsWith("ledger\n") || !text.endsWith("\n")) {
      throw new IOException("it is no ledger, or it is cut");
    }
    Ledger ledger = new Ledger();
    String table = "";
    int records = 0;
    for (String line : text.substring("ledger\n".length()).split("\n", -1)) {
      if (line.equals("end " + records)) {
        return ledger;
      }
      if (line.startsWith("table ")) {
        table = line.substring("table ".length());
        ledger.table(table);
      } else if (line.startsWith("record ")) {
        ledger.add(table, line.substring("record ".length()));
        records++;
      }
    }
    throw new IOException("the ledger ends before it should");
  }

  /** Reads a database with what is in its log. */
  public static synchronized Ledger read(Path file) throws IOException {
    Ledger ledger;
    try (InputStream in = Files.newInputStream(file)) {
      ledger = read(in);
    }
    Path log = log(file);
    if (Files.exists(log)) {
      for (String line : Files.readAllLines(log)) {
        String[] parts = line.split(" ", 2);
        ledger.add(parts[0], parts[1]);
      }
    }
    return ledger;
  }

  /** Writes a database as whole, in place, and empties its log. */
  public static synchronized void write(Path file, Ledger ledger) throws IOException {
    Files.write(file, ledger.bytes());
    Files.deleteIfExists(log(file));
  }

  /** Adds a line for each record to the log, all at once. */
  public static synchronized void log(Path file, String lines) throws IOException {
    Path log = log(file);
    String before = Files.exists(log) ? Files.readString(log) : "";
    Files.writeString(log, before + lines);
  }

  private static Path log(Path file) {
    return file.resolveSibling(file.getFileName() + LOG);
  }

  /** What is in it. */
  public List<ObjectFact> facts(String database, ProgressMonitor monitor) {
    List<ObjectFact> facts = new ArrayList<>();
    tables.forEach((table, records) -> {
      ContentHash hash = new ContentHash();
      for (String record : records) {
        byte[] bytes = record.getBytes(UTF_8);
        hash.add(bytes, 0, bytes.length);
        monitor.processed(bytes.length);
        monitor.checkpoint();
      }
      facts.add(hash.fact(database + "." + table));
    });
    return facts;
  }

  @Override
  public String toString() {
    return tables.toString();
  }
}
