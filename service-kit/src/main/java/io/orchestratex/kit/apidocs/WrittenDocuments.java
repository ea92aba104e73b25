package io.orchestratex.kit.apidocs;

import io.micronaut.context.env.Environment;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What the compiler wrote of the controllers, the service's own before the kit's: paths, texts and
 * constraints, which it reads from comments and annotations. It does not know what the running
 * service knows: names on the wire, values of enums, who may call and what is refused.
 */
final class WrittenDocuments {

  private static final String RESOURCE = "META-INF/swagger/openapi.yml";
  static final String KIT = "service-kit";

  private final List<Map<String, Object>> documents;
  private final Map<String, Map<String, Object>> paths = new LinkedHashMap<>();

  /**
   * @param resolved gives a path with the service's own names in place of placeholders
   */
  WrittenDocuments(List<Map<String, Object>> documents, UnaryOperator<String> resolved) {
    this.documents = documents;
    for (Map<String, Object> document : documents) {
      Nodes.map(document.get("paths"))
          .forEach((path, item) -> paths.putIfAbsent(resolved.apply(path), Nodes.map(item)));
    }
  }

  static WrittenDocuments read(Environment environment) {
    try {
      List<Map<String, Object>> documents = new ArrayList<>();
      for (URL url :
          Collections.list(WrittenDocuments.class.getClassLoader().getResources(RESOURCE))) {
        try (InputStream in = url.openStream()) {
          Map<String, Object> document =
              new Yaml(new SafeConstructor(new LoaderOptions())).load(in);
          boolean kit = KIT.equals(Nodes.map(document.get("info")).get("title"));
          documents.add(kit ? documents.size() : 0, document);
        }
      }
      return new WrittenDocuments(
          documents,
          path -> environment.getPlaceholderResolver().resolvePlaceholders(path).orElse(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Title, version and description; absent where nothing was written. */
  Optional<Map<String, Object>> head() {
    return documents.stream().findFirst();
  }

  Map<String, Object> operation(String path, String method) {
    return Nodes.map(paths.getOrDefault(path, Map.of()).get(method));
  }

  /** The tags with their descriptions. */
  List<Object> tags() {
    return documents.stream()
        .flatMap(document -> Nodes.list(document.get("tags")).stream())
        .toList();
  }

  /** What was written under these names of schemas, the first first. */
  List<Map<String, Object>> schemas(String name, String otherwiseBeginningWith) {
    List<Map<String, Object>> exact = new ArrayList<>();
    List<Map<String, Object>> alike = new ArrayList<>();
    for (Map<String, Object> document : documents) {
      Nodes.map(Nodes.map(document.get("components")).get("schemas"))
          .forEach((written, schema) -> {
            if (written.equals(name)) {
              exact.add(Nodes.map(schema));
            } else if (!otherwiseBeginningWith.isEmpty()
                && written.startsWith(otherwiseBeginningWith)) {
              alike.add(Nodes.map(schema));
            }
          });
    }
    exact.addAll(alike);
    return exact;
  }
}
