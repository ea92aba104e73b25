package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Single tables of a database that go into a database of their own, with what they cannot be
 * without: the types, functions and sequences that they use, their rows, keys, indexes, triggers,
 * privileges. A foreign key to a table that is not restored is left out and named.
 */
final class TableSelection {

  /** Attribute of a file: the only tables of it that are meant, by the names that they get. */
  private static final String ATTRIBUTE = "only_tables";

  private static final ObjectMapper JSON = new ObjectMapper();

  /** What belongs to a table, a sequence or a schema that is restored, and goes with it. */
  private static final Set<String> BELONGING =
      Set.of(
          "ACL",
          "CHECK CONSTRAINT",
          "COMMENT",
          "CONSTRAINT",
          "DEFAULT",
          "FK CONSTRAINT",
          "INDEX",
          "INDEX ATTACH",
          "POLICY",
          "ROW SECURITY",
          "RULE",
          "SECURITY LABEL",
          "SEQUENCE",
          "SEQUENCE OWNED BY",
          "SEQUENCE SET",
          "STATISTICS",
          "TABLE ATTACH",
          "TABLE DATA",
          "TRIGGER");

  private static final String FOREIGN_KEY = "FK CONSTRAINT";

  private final ArchiveContents contents;
  private final Set<String> tables;
  private final Map<String, ArchiveEntry> byId = new HashMap<>();
  private final Set<ArchiveEntry> kept = new HashSet<>();
  private final List<Deviation> leftOut = new ArrayList<>();

  private TableSelection(ArchiveContents contents, Set<String> tables) {
    this.contents = contents;
    this.tables = tables;
    contents.entries().forEach(each -> byId.put(String.valueOf(each.id()), each));
  }

  /**
   * A file of which only the selected tables are meant.
   *
   * @param selection by the names that they get; without single tables, the file stays as it is
   */
  static DumpedFile only(DumpedFile file, Selection selection) {
    if (selection.collections().isEmpty()) {
      return file;
    }
    List<ObjectFact> objects =
        file.objects().stream()
            .filter(each -> selection.collections().contains(each.name()))
            .toList();
    Map<String, String> attributes = new HashMap<>(file.attributes());
    attributes.put(
        ATTRIBUTE, ExtensionTables.json(objects.stream().map(ObjectFact::name).toList()));
    return new DumpedFile(file.scope(), objects, attributes);
  }

  /** Names of the only tables that are meant of a file; empty where all of it is. */
  static Set<String> of(DumpedFile file) {
    try {
      return JSON.readValue(
          file.attributes().getOrDefault(ATTRIBUTE, "[]"), new TypeReference<Set<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the selected tables of a database are no JSON", e);
    }
  }

  /**
   * What of an archive is restored.
   *
   * @param leftOut gets what would refer to something that is not
   */
  static ArchiveContents of(ArchiveContents contents, DumpedFile file, List<Deviation> leftOut) {
    Set<String> names = of(file);
    if (names.isEmpty()) {
      return contents;
    }
    Set<String> tables = new TreeSet<>();
    String database = PgNames.part(file.scope()) + ".";
    names.forEach(name -> tables.add(name.substring(database.length())));
    TableSelection selection = new TableSelection(contents, tables);
    ArchiveContents chosen = selection.chosen();
    leftOut.addAll(selection.leftOut);
    return chosen;
  }

  private ArchiveContents chosen() {
    for (ArchiveEntry each : contents.entries()) {
      if (each.isFrame() || each.is("SCHEMA", "EXTENSION") || isSelected(each)) {
        keep(each);
      }
    }
    List<ArchiveEntry> added;
    do {
      added =
          contents.entries().stream()
              .filter(each -> !kept.contains(each) && belongs(each) && !refersBeyond(each))
              .toList();
      added.forEach(this::keep);
    } while (!added.isEmpty());
    for (ArchiveEntry each : contents.entries()) {
      if (each.is(FOREIGN_KEY) && belongs(each) && refersBeyond(each)) {
        leftOut.add(
            new Deviation(
                FOREIGN_KEY,
                contents.nameOf(each),
                "it is left out: it refers to a table that is not restored"));
      }
    }
    return contents.with(contents.entries().stream().filter(kept::contains).toList());
  }

  private boolean isSelected(ArchiveEntry entry) {
    return entry.is("TABLE", "FOREIGN TABLE") && tables.contains(name(entry));
  }

  private String name(ArchiveEntry entry) {
    return PgNames.part(contents.decoded(entry.schema()))
        + "."
        + PgNames.part(contents.decoded(entry.tag()));
  }

  /** With all that must come first. */
  private void keep(ArchiveEntry entry) {
    if (kept.add(entry)) {
      for (String id : entry.dependencies()) {
        ArchiveEntry needed = byId.get(id);
        if (needed != null) {
          keep(needed);
        }
      }
    }
  }

  /** Rows belong to the tables that are selected, not to those that are only needed. */
  private boolean belongs(ArchiveEntry entry) {
    if (!entry.is(BELONGING.toArray(String[]::new))) {
      return false;
    }
    if (entry.is("TABLE DATA")) {
      return tables.contains(name(entry));
    }
    return entry.dependencies().stream()
        .map(byId::get)
        .anyMatch(each -> each != null && !each.is("SCHEMA") && kept.contains(each));
  }

  private boolean refersBeyond(ArchiveEntry entry) {
    return entry.is(FOREIGN_KEY)
        && entry.dependencies().stream()
            .map(byId::get)
            .anyMatch(each -> each != null && !kept.contains(each));
  }
}
