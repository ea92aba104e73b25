package io.orchestratex.bench.load;

/**
 * What one round of load met.
 *
 * @param requests answered ones
 * @param failed answers that were not 2xx or 3xx, and connections that broke
 * @param p50Micros the median latency
 * @param p99Micros the latency that one in a hundred exceeded
 */
public record LoadResult(
    long requests, long failed, double seconds, double p50Micros, double p99Micros) {

  public double perSecond() {
    return requests / seconds;
  }
}
