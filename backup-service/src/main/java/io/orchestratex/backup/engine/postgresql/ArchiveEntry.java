package io.orchestratex.backup.engine.postgresql;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of an archive's table of contents. Texts are as in the archive, one character a byte.
 *
 * @param dependencies ids of the entries that must come first
 * @param offset where its data is, where pg_dump knows
 */
record ArchiveEntry(
    int id,
    boolean hasData,
    Name name,
    Statements statements,
    Storage storage,
    List<String> dependencies,
    byte[] offset) {

  static final int NONE = 1;
  static final int PRE_DATA = 2;
  static final int DATA = 3;
  static final int POST_DATA = 4;

  /**
   * Which object it is about.
   *
   * @param catalog oid of the catalog that lists the object
   * @param tag its name within its schema
   * @param kind what it is, such as {@code TABLE DATA}
   */
  record Name(
      @Nullable String catalog,
      @Nullable String oid,
      @Nullable String tag,
      @Nullable String kind,
      @Nullable String schema,
      @Nullable String owner) {}

  /**
   * What is run for it.
   *
   * @param section when: {@link #PRE_DATA} and so on
   * @param copy the statement that its data follows
   */
  record Statements(
      int section, @Nullable String definition, @Nullable String drop, @Nullable String copy) {}

  /** How its rows are stored. */
  record Storage(
      @Nullable String tablespace,
      @Nullable String accessMethod,
      int relationKind,
      @Nullable String withOids) {}

  @Nullable String tag() {
    return name.tag();
  }

  @Nullable String kind() {
    return name.kind();
  }

  @Nullable String schema() {
    return name.schema();
  }

  @Nullable String owner() {
    return name.owner();
  }

  int section() {
    return statements.section();
  }

  @Nullable String definition() {
    return statements.definition();
  }

  @Nullable String tablespace() {
    return storage.tablespace();
  }

  @Nullable String accessMethod() {
    return storage.accessMethod();
  }

  boolean is(String... kinds) {
    return List.of(kinds).contains(String.valueOf(kind()));
  }

  /** Whether it says how the archive itself is to be read. */
  boolean isFrame() {
    return is("ENCODING", "STDSTRINGS", "SEARCHPATH");
  }

  /** The same object with another definition. */
  ArchiveEntry defined(String other) {
    return new ArchiveEntry(
        id,
        hasData,
        name,
        new Statements(statements.section(), other, statements.drop(), statements.copy()),
        storage,
        dependencies,
        offset);
  }
}
