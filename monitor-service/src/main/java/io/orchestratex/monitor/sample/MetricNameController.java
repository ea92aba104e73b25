package io.orchestratex.monitor.sample;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.openapi.annotation.OpenAPIRequest;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.access.Role;
import io.orchestratex.kit.paging.Page;
import io.orchestratex.kit.paging.PageRequest;
import io.orchestratex.kit.paging.QueryParameters;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.util.List;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What can be asked for of the samples, without the samples. */
@Controller("/api/v1/metrics/names")
@ExecuteOn(TaskExecutors.BLOCKING)
@RolesAllowed({Role.OPERATOR, Role.ANALYST})
@Tag(name = "Metrics")
final class MetricNameController {

  private final LatestSamples latest;

  MetricNameController(LatestSamples latest) {
    this.latest = latest;
  }

  /**
   * A metric.
   *
   * @param name name of the metric
   * @param series how many current samples have this name
   */
  @Schema(name = "MetricName")
  record MetricName(String name, int series) {}

  @Get
  @Operation(
      operationId = "listMetricNames",
      summary = "List the names of current samples",
      description = "Each once, in the order of the letters, of all targets or of one.")
  Page<MetricName> names(
      HttpRequest<?> request,
      @Parameter(description = "Only names of the target with this id", example = "mongodb")
          @Nullable
          @QueryValue
          String target,
      @OpenAPIRequest PageRequest page) {
    QueryParameters.check(request, "target");
    TreeMap<String, Integer> names = new TreeMap<>();
    for (Sampled measured : latest.all()) {
      if (target == null || measured.targetId().equals(target)) {
        for (Sample sample : measured.samples()) {
          names.merge(sample.name(), 1, Integer::sum);
        }
      }
    }
    List<MetricName> shown =
        names.entrySet().stream()
            .skip(page.offset())
            .limit(page.limit())
            .map(name -> new MetricName(name.getKey(), name.getValue()))
            .toList();
    return Page.of(shown, page, names.size());
  }
}
