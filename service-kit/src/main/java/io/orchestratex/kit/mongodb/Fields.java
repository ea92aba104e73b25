package io.orchestratex.kit.mongodb;

import com.mongodb.client.model.Filters;
import io.orchestratex.kit.paging.TimeRange;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.bson.Document;
import org.bson.conversions.Bson;
import org.bson.types.Decimal128;
import org.bson.types.ObjectId;
import org.jspecify.annotations.Nullable;

/**
 * Values of documents as the domain knows them. A field is named in snake_case; one that must be
 * there and is not ends the reading with its name.
 */
public final class Fields {

  private Fields() {}

  /** An instant as it is stored, in milliseconds. */
  public static @Nullable Date date(@Nullable Instant instant) {
    return instant == null ? null : Date.from(instant);
  }

  public static @Nullable Instant instantOrNull(Document document, String field) {
    Date date = document.getDate(field);
    return date == null ? null : date.toInstant();
  }

  public static Instant instant(Document document, String field) {
    return Objects.requireNonNull(document.getDate(field), field).toInstant();
  }

  public static String text(Document document, String field) {
    return Objects.requireNonNull(document.getString(field), field);
  }

  public static long number(Document document, String field) {
    return Objects.requireNonNull(document.get(field, Number.class), field).longValue();
  }

  /** Conditions, none to two, that an instant in a field lies in a range. */
  public static List<Bson> within(String field, TimeRange range) {
    List<Bson> bounds = new ArrayList<>();
    if (range.from() != null) {
      bounds.add(Filters.gte(field, date(range.from())));
    }
    if (range.to() != null) {
      bounds.add(Filters.lt(field, date(range.to())));
    }
    return bounds;
  }

  public static BigDecimal decimal(Document document, String field) {
    return Objects.requireNonNull(document.get(field, Decimal128.class), field).bigDecimalValue();
  }

  /** The id with this hexadecimal form. */
  public static @Nullable ObjectId id(@Nullable String hex) {
    return hex == null ? null : new ObjectId(hex);
  }

  public static @Nullable String hex(Document document, String field) {
    ObjectId id = document.getObjectId(field);
    return id == null ? null : id.toHexString();
  }

  public static Map<String, String> texts(Document document, String field) {
    Map<String, String> texts = new LinkedHashMap<>();
    document
        .get(field, new Document())
        .forEach((name, value) -> texts.put(name, String.valueOf(value)));
    return texts;
  }

  public static Document of(Map<String, String> texts) {
    return new Document(new LinkedHashMap<String, Object>(texts));
  }
}
