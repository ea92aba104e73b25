package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Deviation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Compares what two archives define, as {@code pg_dump --schema-only} writes it. */
final class Definitions {

  /** What is compared elsewhere, or belongs to the archive and not to the database. */
  private static final Set<String> OTHERS =
      Set.of(
          "ENCODING",
          "STDSTRINGS",
          "SEARCHPATH",
          "DATABASE",
          "DATABASE PROPERTIES",
          "TABLE DATA",
          "SEQUENCE SET",
          "MATERIALIZED VIEW DATA",
          "BLOB",
          "BLOBS",
          "BLOB METADATA",
          "BLOB COMMENTS");

  private static final Pattern CAST =
      Pattern.compile(
          "::(\"[^\"]*\"|[A-Za-z_][\\w$]*)(\\.(\"[^\"]*\"|[A-Za-z_][\\w$]*))?"
              + "( varying| precision)?(\\(\\d+(,\\d+)?\\))?( with(out)? time zone)?(\\[\\])*");
  private static final Pattern NOISE = Pattern.compile("[\\s()]+");

  private Definitions() {}

  /** By what an entry is known again in another archive. */
  record Key(String kind, String schema, String tag) implements Comparable<Key> {
    static Key of(ArchiveContents contents, ArchiveEntry entry) {
      return new Key(
          String.valueOf(entry.kind()),
          entry.schema() == null ? "" : contents.decoded(entry.schema()),
          contents.decoded(entry.tag()));
    }

    @Override
    public int compareTo(Key other) {
      return toString().compareTo(other.toString());
    }
  }

  /**
   * What differs, each with its name.
   *
   * @param explained what is known to differ, and why
   */
  static List<Deviation> differences(
      ArchiveContents backup, ArchiveContents loaded, Set<Key> explained) {
    Map<Key, List<String>> expected = byKey(backup);
    Map<Key, List<String>> found = byKey(loaded);
    Set<Key> keys = new TreeSet<>(expected.keySet());
    keys.addAll(found.keySet());
    keys.removeAll(explained);
    List<Deviation> deviations = new ArrayList<>();
    for (Key key : keys) {
      List<String> wanted = expected.getOrDefault(key, List.of());
      List<String> got = found.getOrDefault(key, List.of());
      if (same(wanted, got)) {
        continue;
      }
      String reason =
          got.size() < wanted.size()
              ? "it is not there after loading"
              : got.size() > wanted.size()
                  ? "it is there after loading, and the backup does not have it"
                  : "its definition after loading is another than in the backup";
      String name =
          PgNames.part(backup.database())
              + "."
              + (key.schema().isEmpty() ? "" : key.schema() + ".")
              + key.tag();
      deviations.add(new Deviation(key.kind(), name, reason));
    }
    return deviations;
  }

  private static Map<Key, List<String>> byKey(ArchiveContents contents) {
    Map<Key, List<String>> all = new TreeMap<>();
    for (ArchiveEntry each : contents.entries()) {
      String tag = String.valueOf(each.tag());
      boolean elsewhere = tag.startsWith("DATABASE ") || tag.startsWith("LARGE OBJECT");
      if (OTHERS.contains(String.valueOf(each.kind())) || elsewhere) {
        continue;
      }
      String definition = Objects.requireNonNullElse(each.definition(), "");
      if (each.is("ACL", "DEFAULT ACL")) {
        // In the order in which they were granted, which means nothing.
        definition = String.join("\n", Arrays.stream(definition.split("\n", -1)).sorted().toList());
      }
      all.computeIfAbsent(Key.of(contents, each), _ -> new ArrayList<>())
          .add(
              String.join(
                  "\n",
                  definition,
                  "owner " + each.owner(),
                  "in " + each.tablespace(),
                  "by " + each.accessMethod()));
    }
    return all;
  }

  /**
   * PostgreSQL sets parentheses and casts otherwise when it prints what it has read from its own
   * text, such as {@code 'a'::varchar} in a list: what remains without them must be the same.
   */
  private static boolean same(List<String> wanted, List<String> got) {
    return sorted(wanted, Function.identity()).equals(sorted(got, Function.identity()))
        || sorted(wanted, Definitions::bare).equals(sorted(got, Definitions::bare));
  }

  private static List<String> sorted(List<String> texts, Function<String, String> as) {
    return texts.stream().map(as).sorted().toList();
  }

  private static String bare(String text) {
    return NOISE.matcher(CAST.matcher(text).replaceAll("")).replaceAll("");
  }
}
