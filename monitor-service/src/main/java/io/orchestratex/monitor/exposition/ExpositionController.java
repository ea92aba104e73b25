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
import io.swagger.v3.oas.annotations.Operation;
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

  @Get("/prometheus")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed(Role.SCRAPER)
  @Operation(
      summary = "This service's own meters and the current samples of each engine",
      description = "Without the meters of the other services, which each of them shows itself.")
  HttpResponse<byte[]> scrape() throws IOException {
    return text(
        own.getPrometheusRegistry().scrape(),
        ExpositionRules.notShownElsewhere(latest.all(), probes::exposesItself));
  }

  @Get("/api/v1/metrics/prometheus")
  @Produces(MediaType.TEXT_PLAIN)
  @RolesAllowed({Role.SCRAPER, Role.OPERATOR, Role.ANALYST})
  @Operation(
      summary = "The current samples of each target, the services among them, for Prometheus",
      description =
          "For a scraper that reaches nothing but the gateway. Each series has the label target.")
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
