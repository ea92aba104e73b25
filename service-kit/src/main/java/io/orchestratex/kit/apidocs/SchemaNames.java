package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.databind.JavaType;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Names of schemas, which become names of classes in generated clients: the type's own, without
 * what only the code needs ({@code BackupView} is {@code Backup}, a page of them {@code
 * BackupPage}); with that of the type around it where another type has the name. An
 * {@code @Schema(name)} beats that.
 */
final class SchemaNames {

  private static final String CODE_ONLY = "View";

  private final Map<JavaType, String> names = new HashMap<>();
  private final Map<String, JavaType> taken = new HashMap<>();
  private final Map<String, String> byWritten = new HashMap<>();

  String of(JavaType type) {
    String known = names.get(type);
    if (known != null) {
      return known;
    }
    return take(type, candidates(type));
  }

  /** Names a type after the choice that it is one of; gives the type again. */
  JavaType ofChoice(JavaType type, JavaType choice) {
    if (!names.containsKey(type)) {
      List<String> candidates = new ArrayList<>();
      if (WireSchemas.annotated(type.getRawClass()) == null) {
        candidates.add(type.getRawClass().getSimpleName() + of(choice));
      }
      candidates.addAll(candidates(type));
      take(type, candidates);
    }
    return type;
  }

  /** The name of the schema that the compiler called so. */
  Optional<String> ofWritten(String name) {
    return Optional.ofNullable(byWritten.get(name));
  }

  private String take(JavaType type, List<String> candidates) {
    String name =
        candidates.stream()
            .filter(candidate -> !taken.containsKey(candidate))
            .findFirst()
            .orElseThrow(() ->
                new IllegalStateException(
                    "Two types have the name "
                        + candidates.getLast()
                        + " in the API document: "
                        + type
                        + " and "
                        + taken.get(candidates.getLast())
                        + ". Give one @Schema(name)."));
    names.put(type, name);
    taken.put(name, type);
    byWritten.putIfAbsent(asWritten(type), name);
    return name;
  }

  private List<String> candidates(JavaType type) {
    Class<?> raw = type.getRawClass();
    String annotated = WireSchemas.annotated(raw);
    if (annotated != null) {
      return List.of(annotated);
    }
    if (type.containedTypeCount() > 0) {
      StringBuilder name = new StringBuilder();
      for (int i = 0; i < type.containedTypeCount(); i++) {
        JavaType argument = type.containedType(i);
        Map<String, Object> scalar = new HashMap<>();
        name.append(
            ScalarSchemas.put(argument.getRawClass(), scalar) || WireSchemas.isFree(argument)
                ? argument.getRawClass().getSimpleName()
                : of(argument));
      }
      return List.of(name + raw.getSimpleName());
    }
    String own = withoutCodeOnly(raw.getSimpleName());
    List<String> candidates = new ArrayList<>();
    Class<?> outer = raw.getEnclosingClass();
    boolean ofItsOwn = outer == null || outer.getSimpleName().endsWith("Controller");
    if (!type.isEnumType() || ofItsOwn) {
      candidates.add(own);
    }
    if (outer != null) {
      candidates.add(withoutCodeOnly(outer.getSimpleName().replaceAll("Controller$", "")) + own);
    }
    candidates.add(raw.getSimpleName());
    return candidates;
  }

  private static String withoutCodeOnly(String name) {
    return name.endsWith(CODE_ONLY) && name.length() > CODE_ONLY.length()
        ? name.substring(0, name.length() - CODE_ONLY.length())
        : name;
  }

  /** What the compiler calls the schema of a type. */
  static String asWritten(JavaType type) {
    String name = asWritten(type.getRawClass());
    if (type.containedTypeCount() == 0 || WireSchemas.annotated(type.getRawClass()) != null) {
      return name;
    }
    StringBuilder full = new StringBuilder(name).append('_');
    for (int i = 0; i < type.containedTypeCount(); i++) {
      full.append(i > 0 ? "_" : "").append(asWritten(type.containedType(i)));
    }
    return full.append('_').toString();
  }

  static String asWritten(Class<?> type) {
    String annotated = WireSchemas.annotated(type);
    if (annotated != null) {
      return annotated;
    }
    Class<?> outer = type.getEnclosingClass();
    return outer == null ? type.getSimpleName() : asWritten(outer) + "." + type.getSimpleName();
  }
}
