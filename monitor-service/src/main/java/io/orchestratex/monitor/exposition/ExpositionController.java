package io.orchestratex.monitor.exposition;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.access.Role;
import io.orchestratex.monitor.probe.Probes;
import io.orchestratex.monitor.sample.LatestSamples;
import io.prometheus.metrics.expositionformats.PrometheusTextFormatWriter;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import io.swagger.v3.oas.annotations.Hidden;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.ExampleObject;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.annotation.security.RolesAllowed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.List;

/**
 * Samples as text for Prometheus and compatible scrapers, in two ways; a scraper uses one of them.
 */
@Controller
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Metrics")
final class ExpositionController {

  private final PrometheusMeterRegistry own;
  private final LatestSamples latest;
  private final Probes probes;
  private final PrometheusTextFormatWriter writer = PrometheusTextFormatWriter.create();

  ExpositionController(PrometheusMeterRegistry own, LatestSamples latest, Probes probes) {
    this.own = own;
    this.latest = latest;
    this.probes = probes;
  }

  /**
   * This service's own meters and the current samples of each engine, without the meters of the
   * other services. As theirs, it is for scrapers behind the gateway and in no API document.
   */
  @Get("/prometheus")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed(Role.SCRAPER)
  @Hidden
  HttpResponse<byte[]> scrape() throws IOException {
    return text(
        own.getPrometheusRegistry().scrape(),
        ExpositionRules.notShownElsewhere(latest.all(), probes::exposesItself));
  }

  @Get("/api/v1/metrics/prometheus")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed({Role.SCRAPER, Role.OPERATOR, Role.ANALYST})
  @Operation(
      operationId = "scrapeMetrics",
      summary = "Read current samples as Prometheus text",
      description =
          "Each target's current samples, the services' among them, for a scraper that reaches"
              + " nothing but the gateway. Each series has the label target. The form is the"
              + " Prometheus text format 0.0.4.")
  @ApiResponse(
      responseCode = "200",
      description = "The samples, one line each",
      content =
          @Content(
              mediaType = MediaType.TEXT_PLAIN,
              schema = @Schema(type = "string"),
              examples =
                  @ExampleObject(
                      name = "samples",
                      value =
                          """
                          # HELP ox_up Whether the target could be measured
                          # TYPE ox_up gauge
                          ox_up{target="mongodb"} 1.0
                          ox_up{reason="connect",target="redis"} 0.0
                          """)))
  HttpResponse<byte[]> scrapeAll() throws IOException {
    return text(new MetricSnapshots(), latest.all());
  }

  private HttpResponse<byte[]> text(MetricSnapshots meters, List<Sampled> samples)
      throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(64 * 1024);
    for (MetricSnapshots families : ExpositionRules.merged(meters, samples, probes::help)) {
      writer.write(text, families);
    }
    return HttpResponse.ok(text.toByteArray())
        .header("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE);
  }
}
