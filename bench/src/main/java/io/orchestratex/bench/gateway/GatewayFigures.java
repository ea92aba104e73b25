package io.orchestratex.bench.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.Report;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * Medians of the rounds; ratios are taken within each round first, since the machine's mood changes
 * between rounds.
 */
final class GatewayFigures {

  private final List<Round> all;

  GatewayFigures(List<Round> all) {
    this.all = List.copyOf(all);
  }

  private List<Round> of(String side) {
    return all.stream().filter(round -> round.side().equals(side)).toList();
  }

  private double median(String side, ToDoubleFunction<Round> figure) {
    return Figures.median(of(side).stream().mapToDouble(figure).boxed().toList());
  }

  /** The slowest round's throughput beside the fastest one's. */
  double spread(String side) {
    return Figures.spread(of(side).stream().map(round -> round.load().perSecond()).toList());
  }

  private double ratio(String side, String other, ToDoubleFunction<Round> figure) {
    List<Round> ours = of(side);
    List<Round> theirs = of(other);
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), theirs.size()); i++) {
      ratios.add(figure.applyAsDouble(ours.get(i)) / figure.applyAsDouble(theirs.get(i)));
    }
    return Figures.median(ratios);
  }

  ArrayNode rows() {
    ArrayNode rows = Gateway.JSON.createArrayNode();
    for (String side : List.of(Side.DIRECT, Side.NGINX, Side.OTHER, Side.GATEWAY)) {
      if (!of(side).isEmpty()) {
        rows.add(
            Gateway.body()
                .put("side", side)
                .put("per_second", Report.rounded(median(side, r -> r.load().perSecond())))
                .put("p50_us", Report.rounded(median(side, r -> r.load().p50Micros())))
                .put("p99_us", Report.rounded(median(side, r -> r.load().p99Micros())))
                .put("proxy_cpu_us", Report.rounded(median(side, Round::proxyMicros)))
                .put("upstream_cpu_us", Report.rounded(median(side, Round::upstreamMicros)))
                .put("redis_cpu_us", Report.rounded(median(side, Round::redisMicros))));
      }
    }
    for (String other : List.of(Side.NGINX, Side.DIRECT, Side.OTHER)) {
      if (!of(other).isEmpty()) {
        rows.add(
            Gateway.body()
                .put("side", "gateway ÷ " + other)
                .put("per_second", ratioOf(other, r -> r.load().perSecond()))
                .put("p50_us", ratioOf(other, r -> r.load().p50Micros()))
                .put("p99_us", ratioOf(other, r -> r.load().p99Micros()))
                .put("proxy_cpu_us", ratioOf(other, Round::proxyMicros)));
      }
    }
    return rows;
  }

  private @org.jspecify.annotations.Nullable Double ratioOf(
      String other, ToDoubleFunction<Round> figure) {
    return Report.rounded(ratio(Side.GATEWAY, other, figure));
  }

  /** Every round as it was. */
  ArrayNode details() {
    ArrayNode rows = Gateway.JSON.createArrayNode();
    for (Round round : all) {
      ObjectNode row = rows.addObject();
      row.put("side", round.side());
      row.put("requests", round.load().requests());
      row.put("seconds", Report.rounded(round.load().seconds()));
      row.put("p50_us", Report.rounded(round.load().p50Micros()));
      row.put("p99_us", Report.rounded(round.load().p99Micros()));
      row.put("proxy_cpu_us", Report.rounded(round.proxyMicros()));
      row.put("upstream_cpu_us", Report.rounded(round.upstreamMicros()));
      row.put("redis_cpu_us", Report.rounded(round.redisMicros()));
    }
    return rows;
  }

  static Table table() {
    return new Table()
        .text("SIDE", "/side")
        .number("REQUESTS/S", row -> figure(row, "per_second", 0))
        .number("P50 µs", row -> figure(row, "p50_us", 0))
        .number("P99 µs", row -> figure(row, "p99_us", 0))
        .number("PROXY CPU µs", row -> figure(row, "proxy_cpu_us", 1))
        .number("UPSTREAM CPU µs", row -> figure(row, "upstream_cpu_us", 1))
        .number("REDIS CPU µs", row -> figure(row, "redis_cpu_us", 1));
  }

  private static String figure(JsonNode row, String name, int digits) {
    boolean ratio = row.path("side").asText().contains("÷");
    return Report.number(row.path(name), ratio ? 2 : digits);
  }
}
