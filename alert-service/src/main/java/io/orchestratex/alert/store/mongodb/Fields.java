package io.orchestratex.alert.store.mongodb;

import java.time.Instant;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/** Values of documents as the domain knows them. */
final class Fields {

  private Fields() {}

  static @Nullable Date date(@Nullable Instant instant) {
    return instant == null ? null : Date.from(instant);
  }

  static @Nullable Instant instantOrNull(Document document, String field) {
    Date date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }

  static Instant instant(Document document, String field) {
    return Objects.requireNonNull(document.getDate(field), field).toInstant();
  }

  static String text(Document document, String field) {
    return Objects.requireNonNull(document.getString(field), field);
  }

  static @Nullable ObjectId id(@Nullable String hex) {
    return hex == null ? null : new ObjectId(hex);
  }

  static @Nullable String hex(Document document, String field) {
    ObjectId id = document.getObjectId(field);
    return id == null ? null : id.toHexString();
  }

  static Map<String, String> texts(Document document, String field) {
    Map<String, String> texts = new LinkedHashMap<>();
    document
        .get(field, new Document())
        .forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  static Document of(Map<String, String> texts) {
    return new Document(new LinkedHashMap<String, Object>(texts));
  }

  static long number(Document document, String field) {
    return Objects.requireNonNull(document.get(field, Number.class), field).longValue();
  }
}
