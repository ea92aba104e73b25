package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.BeanPropertyDefinition;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Schemas of Java types as the service's own mapper reads and writes them: names of fields, values
 * of enums, what may be left out. Texts and constraints come from what the compiler wrote.
 */
final class WireSchemas {

  private final ObjectMapper mapper;
  private final WrittenDocuments written;
  private final SchemaNames names = new SchemaNames();
  private final Map<String, Object> components = new TreeMap<>();

  WireSchemas(ObjectMapper mapper, WrittenDocuments written) {
    this.mapper = mapper;
    this.written = written;
  }

  /** All schemas that were asked for, and those that they refer to, by name. */
  Map<String, Object> components() {
    return components;
  }

  /** The reference in place of one that the compiler wrote; the same one when it is unknown. */
  String reference(String compiled) {
    return compiled.startsWith(Nodes.SCHEMAS)
        ? names
            .ofWritten(compiled.substring(Nodes.SCHEMAS.length()))
            .map(name -> Nodes.SCHEMAS + name)
            .orElse(compiled)
        : compiled;
  }

  /**
   * The schema of a type, a reference where it is one of ours.
   *
   * @param request whether it is read, not written
   */
  Map<String, Object> of(JavaType type, boolean request) {
    Class<?> raw = type.getRawClass();
    Map<String, Object> schema = new LinkedHashMap<>();
    if (type.isReferenceType()) {
      return of(type.getContentType(), request);
    }
    if (ScalarSchemas.put(raw, schema)) {
      return schema;
    }
    if (raw == ObjectNode.class) {
      schema.put("type", "object");
      schema.put("additionalProperties", true);
    } else if (isFree(type)) {
      return schema;
    } else if (type.isCollectionLikeType() || type.isArrayType()) {
      schema.put("type", "array");
      schema.put("items", of(type.getContentType(), request));
      if (Set.class.isAssignableFrom(raw)) {
        schema.put("uniqueItems", true);
      }
    } else if (type.isMapLikeType()) {
      schema.put("type", "object");
      schema.put(
          "additionalProperties",
          isFree(type.getContentType()) ? true : of(type.getContentType(), request));
    } else {
      return Nodes.ref(component(type, request));
    }
    return schema;
  }

  /** Whether anything that is JSON may stand there. */
  static boolean isFree(JavaType type) {
    return type.getRawClass() == Object.class
        || JsonNode.class.isAssignableFrom(type.getRawClass());
  }

  private String component(JavaType type, boolean request) {
    String name = names.of(type);
    if (!components.containsKey(name)) {
      // Present before its fields are looked at: it may hold itself.
      components.put(name, Map.of());
      components.put(
          name,
          type.isEnumType()
              ? enumeration(type)
              : isChoice(type) ? choice(type, request) : bean(type, request));
    }
    return name;
  }

  private Map<String, Object> enumeration(JavaType type) {
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "string");
    schema.put(
        "enum",
        Arrays.stream(type.getRawClass().getEnumConstants())
            .map(value -> (Object) mapper.valueToTree(value).asText())
            .toList());
    Texts.put(schema, bases(type), "description", "example");
    return schema;
  }

  private static boolean isChoice(JavaType type) {
    return type.getRawClass().isAnnotationPresent(JsonTypeInfo.class)
        && type.getRawClass().isAnnotationPresent(JsonSubTypes.class);
  }

  /** One of several types, which a field of the document names. */
  private Map<String, Object> choice(JavaType type, boolean request) {
    Class<?> raw = type.getRawClass();
    String property = raw.getAnnotation(JsonTypeInfo.class).property();
    List<Object> choices = new ArrayList<>();
    Map<String, Object> mapping = new LinkedHashMap<>();
    for (JsonSubTypes.Type each : raw.getAnnotation(JsonSubTypes.class).value()) {
      JavaType subtype = mapper.constructType(each.value());
      String name = component(names.ofChoice(subtype, type), request);
      Map<String, Object> component = Nodes.copy(components.get(name));
      Map<String, Object> properties = new LinkedHashMap<>();
      Map<String, Object> kind = new LinkedHashMap<>();
      kind.put("type", "string");
      kind.put("description", "Says that it is this one of the choices.");
      kind.put("enum", List.of(each.name()));
      properties.put(property, kind);
      properties.putAll(Nodes.map(component.get("properties")));
      component.put("properties", properties);
      List<Object> required = Nodes.list(component.get("required"));
      required.addFirst(property);
      component.put("required", required);
      components.put(name, component);
      choices.add(Nodes.ref(name));
      mapping.put(each.name(), Nodes.SCHEMAS + name);
    }
    Map<String, Object> schema = new LinkedHashMap<>();
    Texts.put(schema, bases(type), "description", "example");
    schema.put("oneOf", choices);
    schema.put("discriminator", Map.of("propertyName", property, "mapping", mapping));
    return schema;
  }

  private Map<String, Object> bean(JavaType type, boolean request) {
    List<Map<String, Object>> bases = bases(type);
    Map<String, Object> schema = new LinkedHashMap<>();
    schema.put("type", "object");
    Texts.put(schema, bases, "description", "example", "title");
    Map<String, Object> properties = new LinkedHashMap<>();
    List<Object> required = new ArrayList<>();
    WireField.Shape shape = new WireField.Shape(mapper, type, request);
    for (BeanPropertyDefinition definition : shape.properties()) {
      WireField field = new WireField(shape, definition);
      properties.put(definition.getName(), property(field, bases, request));
      if (field.isRequired()) {
        required.add(definition.getName());
      }
    }
    if (!required.isEmpty()) {
      schema.put("required", required);
    }
    schema.put("properties", properties);
    if (request) {
      // What it does not know, the service refuses.
      schema.put("additionalProperties", false);
    }
    return schema;
  }

  private Map<String, Object> property(
      WireField field, List<Map<String, Object>> bases, boolean request) {
    List<Map<String, Object>> texts =
        bases.stream()
            .map(base -> Nodes.map(base.get("properties")))
            .map(fields ->
                Nodes.map(fields.getOrDefault(field.javaName(), fields.get(field.name()))))
            .filter(text -> !text.isEmpty())
            .toList();
    Map<String, Object> schema = of(field.type(), request);
    if (isFree(field.type()) && !texts.isEmpty()) {
      field.annotatedTypes().forEach(type -> of(mapper.constructType(type), request));
      schema = described(texts.getFirst(), schema);
      texts = withParts(texts);
    }
    return Texts.overlaid(schema, texts, field.isNullable());
  }

  /**
   * What an annotation says of a field that any JSON may stand in by its type: schemas that it
   * refers to, or a simple type. The compiler takes free JSON itself for an array.
   */
  private Map<String, Object> described(Map<String, Object> text, Map<String, Object> otherwise) {
    Map<String, Object> kept = new LinkedHashMap<>();
    for (String key : List.of(Nodes.REF, "allOf", "oneOf", "anyOf")) {
      Object referring = text.get(key);
      if (referring != null && (key.equals(Nodes.REF) || refers(referring))) {
        kept.put(key, Nodes.withReferences(referring, this::reference));
      }
    }
    if (kept.isEmpty() && text.get("type") instanceof String type && !type.equals("array")) {
      kept.put("type", type);
      if (type.equals("object")) {
        kept.put("additionalProperties", true);
      }
    }
    return kept.isEmpty() ? otherwise : kept;
  }

  private static boolean refers(Object choices) {
    return Nodes.list(choices).stream().anyMatch(it -> Nodes.map(it).containsKey(Nodes.REF));
  }

  /** Also the descriptions of the parts that the compiler made of a text. */
  private static List<Map<String, Object>> withParts(List<Map<String, Object>> texts) {
    List<Map<String, Object>> all = new ArrayList<>(texts);
    for (Map<String, Object> text : texts) {
      for (Object part : Nodes.list(text.get("allOf"))) {
        if (Nodes.map(part).get("description") instanceof String description) {
          all.add(Map.of("description", description));
        }
      }
    }
    return all;
  }

  private List<Map<String, Object>> bases(JavaType type) {
    return written.schemas(
        SchemaNames.asWritten(type),
        type.containedTypeCount() > 0 ? SchemaNames.asWritten(type.getRawClass()) + "_" : "");
  }

  /** What an annotation calls a type; null when nothing does. */
  static @Nullable String annotated(Class<?> type) {
    Schema schema = type.getAnnotation(Schema.class);
    return schema == null || schema.name().isEmpty() ? null : schema.name();
  }
}
