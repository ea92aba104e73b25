package io.orchestratex.contracts;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.networknt.schema.Error;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;

/** Events as text: the mapper that services use for them, and the judge of their schemas. */
final class Wire {

  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .addModule(new JavaTimeModule())
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private Wire() {}

  static JsonNode tree(String json) {
    try {
      return MAPPER.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Where {@code json} departs from {@code schema}: JSON pointers and what is wrong there. */
  static List<String> departures(String schema, String json) {
    return departures(SCHEMAS.getSchema(schema, InputFormat.JSON), json);
  }

  /** Where {@code schema} departs from what JSON Schema 2020-12 allows to say. */
  static List<String> departuresFromMetaSchema(String schema) {
    String dialect = SpecificationVersion.DRAFT_2020_12.getDialectId();
    return departures(SCHEMAS.getSchema(SchemaLocation.of(dialect)), schema);
  }

  private static List<String> departures(Schema schema, String json) {
    return schema.validate(json, InputFormat.JSON).stream().map(Wire::described).toList();
  }

  private static String described(Error error) {
    return error.getInstanceLocation() + " " + error.getMessage();
  }
}
