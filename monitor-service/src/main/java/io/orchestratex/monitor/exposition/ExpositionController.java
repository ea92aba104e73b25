package io.orchestratex.monitor.exposition;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import io.orchestratex.monitor.sample.LatestSamples;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;

/** Everything that is known now, for Prometheus and its kin. */
@Controller("/prometheus")
@ExecuteOn(TaskExecutors.BLOCKING)
@Tag(name = "Metrics")
final class ExpositionController {

  private final PrometheusMeterRegistry own;
  private final LatestSamples latest;

  ExpositionController(PrometheusMeterRegistry own, LatestSamples latest) {
    this.own = own;
    this.latest = latest;
  }

  @Get
  @Produces(MediaType.TEXT_PLAIN)
  @Operation(summary = "This service's own meters and the current samples of each target")
  HttpResponse<String> scrape() {
    String text =
        TextWriter.write(ExpositionRules.merged(TextParser.parse(own.scrape()), latest.all()));
    return HttpResponse.ok(text).header("Content-Type", TextWriter.MEDIA_TYPE);
  }
}
