package io.orchestratex.contracts;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonTypeName;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** One event as it is published: its record, its schema and its golden example. */
record Contract(Topics.Topic topic, Class<? extends DomainEvent> type) {

  /** A JSON field of a record. */
  record Field(String name, Class<?> type, boolean nullable) {

    static List<Field> of(Class<?> type) {
      return Arrays.stream(type.getRecordComponents()).map(Field::of).toList();
    }

    private static Field of(RecordComponent component) {
      return new Field(
          new PropertyNamingStrategies.SnakeCaseStrategy().translate(component.getName()),
          component.getType(),
          component.getAnnotatedType().isAnnotationPresent(Nullable.class));
    }
  }

  static Stream<Contract> all() {
    return Topics.ALL.stream()
        .flatMap(topic ->
            topic.eventTypes().stream()
                .map(type -> new Contract(topic, type.asSubclass(DomainEvent.class))));
  }

  static Contract named(String wireName) {
    return all().filter(it -> it.wireName().equals(wireName)).findFirst().orElseThrow();
  }

  String wireName() {
    return Objects.requireNonNull(
            type.getAnnotation(JsonTypeName.class), () -> type + " has no wire name")
        .value();
  }

  List<Field> fields() {
    return Field.of(type);
  }

  String schemaFile() {
    return topic.name() + "/" + wireName() + ".schema.json";
  }

  String goldenFile() {
    return topic.name() + "/" + wireName() + ".json";
  }

  String schema() {
    return resource("/contracts/" + schemaFile());
  }

  String golden() {
    return resource("/golden/" + goldenFile());
  }

  static String resource(String path) {
    try (InputStream in = Contract.class.getResourceAsStream(path)) {
      return new String(
          Objects.requireNonNull(in, () -> "there is no " + path).readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String toString() {
    return wireName();
  }
}
