package io.orchestratex.kit.apidocs;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micronaut.context.env.Environment;
import io.micronaut.http.HttpMethod;
import io.micronaut.management.endpoint.annotation.Endpoint;
import io.micronaut.web.router.Router;
import io.micronaut.web.router.UriRouteInfo;
import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.kit.failure.Problem;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.OpenAPIDefinition;
import io.swagger.v3.oas.annotations.info.Info;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.representer.Representer;

/**
 * The OpenAPI document of this service. What the compiler read from the controllers gives texts and
 * constraints; routes, names on the wire, roles and refusals are those of the running service. Made
 * once, at the first use. Thread-safe.
 */
@Singleton
@OpenAPIDefinition(
    info =
        @Info(
            title = WrittenDocuments.KIT,
            version = "1",
            description = "The controllers and types that services share."))
public final class OwnApiDocument {

  static final String VERSION = "3.0.3";

  private final Router router;
  private final ObjectMapper mapper;
  private final Environment environment;
  private @Nullable Made made;

  OwnApiDocument(Router router, ObjectMapper mapper, Environment environment) {
    this.router = router;
    this.mapper = mapper;
    this.environment = environment;
  }

  /**
   * A document and what it leaves out.
   *
   * @param hidden routes that are none of the API, as {@code GET /path/{id}}
   * @param undescribed routes of the API of which the compiler wrote nothing
   */
  private record Made(
      Map<String, Object> document, String yaml, Set<String> hidden, Set<String> undescribed) {}

  /**
   * The document as YAML.
   *
   * @throws FailureException NotFound when the module was built without {@code openapi.document}
   */
  public String yaml() {
    return made().yaml();
  }

  /** The document as maps, lists and values; not to be changed. */
  public Map<String, Object> document() {
    return made().document();
  }

  /** Routes that the document leaves out on purpose, as {@code GET /path/{id}}. */
  public Set<String> hidden() {
    return made().hidden();
  }

  /** Routes that it ought to describe, of which the compiler wrote nothing. */
  public Set<String> undescribed() {
    return made().undescribed();
  }

  private synchronized Made made() {
    if (made == null) {
      made = make();
    }
    return made;
  }

  private Made make() {
    WrittenDocuments written = WrittenDocuments.read(environment);
    Map<String, Object> head =
        written
            .head()
            .orElseThrow(() ->
                FailureException.notFound("apidocs.missing", "This build has no API document."));
    WireSchemas schemas = new WireSchemas(mapper, written);
    OperationDocument operations = new OperationDocument(schemas, mapper);
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    Set<String> hidden = new LinkedHashSet<>();
    Set<String> undescribed = new LinkedHashSet<>();
    Set<Object> usedTags = new LinkedHashSet<>();
    // A type that is read and answered is described as it is read, which is the stricter way.
    routes().stream().filter(route -> !isHidden(route)).forEach(operations::read);
    for (UriRouteInfo<?, ?> route : routes()) {
      String path = route.getUriMatchTemplate().toPathString();
      String method = route.getHttpMethodName();
      if (isHidden(route)) {
        hidden.add(method + " " + path);
        continue;
      }
      Map<String, Object> operation = written.operation(path, method.toLowerCase(Locale.ROOT));
      if (operation.isEmpty()) {
        undescribed.add(method + " " + path);
        continue;
      }
      Map<String, Object> whole = operations.of(route, operation);
      usedTags.addAll(Nodes.list(whole.get("tags")));
      paths
          .computeIfAbsent(path, _ -> new LinkedHashMap<>())
          .put(method.toLowerCase(Locale.ROOT), whole);
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", VERSION);
    document.put("info", head.get("info"));
    document.put("tags", tags(written, usedTags));
    document.put("paths", paths);
    schemas.of(mapper.constructType(Problem.class), false);
    Map<String, Object> components = new LinkedHashMap<>();
    components.put("schemas", schemas.components());
    components.put("responses", Refusals.components());
    components.put("securitySchemes", Refusals.securitySchemes());
    document.put("components", components);
    // Copied whole: YAML would write what appears twice as an alias.
    Map<String, Object> copied = Nodes.map(Nodes.withReferences(document, reference -> reference));
    return new Made(copied, writer().dump(copied), hidden, undescribed);
  }

  private List<UriRouteInfo<?, ?>> routes() {
    List<UriRouteInfo<?, ?>> routes = new ArrayList<>();
    Set<String> known = new LinkedHashSet<>();
    router
        .uriRoutes()
        // Micronaut adds them to what answers GET.
        .filter(route ->
            route.getHttpMethod() != HttpMethod.HEAD && route.getHttpMethod() != HttpMethod.OPTIONS)
        .filter(route ->
            known.add(route.getHttpMethodName() + " " + route.getUriMatchTemplate().toPathString()))
        .forEach(routes::add);
    routes.sort(
        Comparator.comparing(
                (UriRouteInfo<?, ?> route) -> route.getUriMatchTemplate().toPathString())
            .thenComparing(UriRouteInfo::getHttpMethodName));
    return routes;
  }

  private static boolean isHidden(UriRouteInfo<?, ?> route) {
    // Micronaut's own metadata does not know it.
    return route.getAnnotationMetadata().hasAnnotation(Endpoint.class)
        || route.getDeclaringType().isAnnotationPresent(Hidden.class)
        || route.getTargetMethod().getTargetMethod().isAnnotationPresent(Hidden.class);
  }

  private static List<Object> tags(WrittenDocuments written, Set<Object> used) {
    Map<Object, Object> tags = new LinkedHashMap<>();
    for (Object tag : written.tags()) {
      Object name = Nodes.map(tag).get("name");
      if (used.contains(name)) {
        tags.putIfAbsent(name, tag);
      }
    }
    used.forEach(name -> tags.putIfAbsent(name, Map.of("name", name)));
    return List.copyOf(tags.values());
  }

  private static Yaml writer() {
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(new SafeConstructor(new LoaderOptions()), new Representer(options), options);
  }
}
