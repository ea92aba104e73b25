package io.orchestratex.backup.engine.postgresql;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ObjectFact;
import java.util.List;
import java.util.Set;

/**
 * Tables that belong to an extension and whose rows pg_dump writes all the same, because the
 * extension calls them its configuration. They come back with their extension, which may have rows
 * of its own in them: they are neither planned nor compared.
 */
final class ExtensionTables {

  /** Attribute of a file: the names of those that it holds. */
  static final String ATTRIBUTE = "extension_tables";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ExtensionTables() {}

  /** For {@link #ATTRIBUTE}. */
  static String json(List<String> names) {
    try {
      return JSON.writeValueAsString(names);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  /** What a file holds without those. */
  static List<ObjectFact> without(DumpedFile file) {
    Set<String> names = of(file);
    return file.objects().stream().filter(object -> !names.contains(object.name())).toList();
  }

  /** The names of those that a file holds. */
  static Set<String> of(DumpedFile file) {
    return names(file.attributes().getOrDefault(ATTRIBUTE, "[]"));
  }

  private static Set<String> names(String json) {
    try {
      return JSON.readValue(json, new TypeReference<Set<String>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("the extensions' tables of a database are no JSON", e);
    }
  }
}
