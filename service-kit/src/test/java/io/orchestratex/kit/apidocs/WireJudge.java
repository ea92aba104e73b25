package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds JSON against schemas of an OpenAPI 3.0 document, which are made schemas of JSON Schema
 * 2020-12 for that. An object of ours may have no field that its schema does not name.
 */
final class WireJudge {

  private static final SchemaRegistry SCHEMAS =
      SchemaRegistry.withDefaultDialect(
          SpecificationVersion.DRAFT_2020_12,
          registry ->
              registry.schemaRegistryConfig(
                  SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build()));

  private final ObjectMapper mapper = new ObjectMapper();
  private final ObjectNode definitions = mapper.createObjectNode();
  private final Map<JsonNode, Schema> compiled = new ConcurrentHashMap<>();

  WireJudge(JsonNode document) {
    document
        .at("/components/schemas")
        .properties()
        .forEach(entry -> definitions.set(entry.getKey(), converted(entry.getValue())));
  }

  /** Where JSON departs from a schema of the document. */
  List<String> departures(JsonNode schema, JsonNode json) {
    return compiled.computeIfAbsent(schema, this::compile).validate(json).stream()
        .map(error -> error.getInstanceLocation() + " " + error.getMessage())
        .distinct()
        .toList();
  }

  private Schema compile(JsonNode schema) {
    ObjectNode root = mapper.createObjectNode();
    root.putArray("allOf").add(converted(schema));
    root.set("$defs", definitions);
    return SCHEMAS.getSchema(root);
  }

  private JsonNode converted(JsonNode schema) {
    if (!schema.isObject()) {
      return schema;
    }
    ObjectNode made = mapper.createObjectNode();
    schema.properties().forEach(entry -> convert(entry.getKey(), entry.getValue(), made));
    border(schema, "minimum", "exclusiveMinimum", made);
    border(schema, "maximum", "exclusiveMaximum", made);
    if (made.path("type").asText().equals("object")
        && made.has("properties")
        && !made.has("additionalProperties")) {
      made.put("additionalProperties", false);
    }
    return schema.path("nullable").asBoolean() ? orNull(made) : made;
  }

  private void convert(String key, JsonNode value, ObjectNode made) {
    switch (key) {
      case "properties" -> {
        ObjectNode properties = made.putObject(key);
        value.properties().forEach(it -> properties.set(it.getKey(), converted(it.getValue())));
      }
      case "items", "additionalProperties", "not" -> made.set(key, converted(value));
      case "allOf", "oneOf", "anyOf" -> {
        ArrayNode choices = made.putArray(key);
        value.forEach(it -> choices.add(converted(it)));
      }
      case "format" -> {
        // The others are hints for generators.
        if (List.of("date-time", "date", "duration", "uuid", "uri").contains(value.asText())) {
          made.set(key, value);
        }
      }
      case "$ref" -> made.put(key, value.asText().replace("#/components/schemas/", "#/$defs/"));
      case "exclusiveMinimum", "exclusiveMaximum" -> {}
      case "nullable", "discriminator", "example", "xml", "externalDocs", "deprecated" -> {}
      default -> made.set(key, value);
    }
  }

  /** OpenAPI 3.0 says with true that a border is excluded, JSON Schema has a number of its own. */
  private static void border(JsonNode schema, String name, String exclusive, ObjectNode made) {
    if (schema.path(exclusive).asBoolean()) {
      made.set(exclusive, made.remove(name));
    }
  }

  private ObjectNode orNull(ObjectNode schema) {
    ObjectNode made = mapper.createObjectNode();
    ArrayNode choices = made.putArray("anyOf");
    choices.add(schema);
    choices.addObject().put("type", "null");
    return made;
  }
}
