package io.orchestratex.monitor.exposition;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
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

/** All current samples as text for Prometheus and compatible scrapers. */
@Controller("/prometheus")
@RolesAllowed(Role.SCRAPER)
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

  @Get
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(summary = "This service's own meters and the current samples of each target")
  HttpResponse<byte[]> scrape() throws IOException {
    ByteArrayOutputStream text = new ByteArrayOutputStream(64 * 1024);
    for (MetricSnapshots families :
        ExpositionRules.merged(own.getPrometheusRegistry().scrape(), latest.all(), probes::help)) {
      writer.write(text, families);
    }
    return HttpResponse.ok(text.toByteArray())
        .header("Content-Type", PrometheusTextFormatWriter.CONTENT_TYPE);
  }
}
