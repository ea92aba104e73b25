package io.orchestratex.alert.channel.webhook;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import org.apache.hc.client5.http.DnsResolver;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.client5.http.routing.RoutingSupport;
import org.apache.hc.client5.http.ssl.DefaultClientTlsStrategy;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Posts to exactly the IP addresses that were checked before, whatever the name may lead to a
 * moment later: the client's resolver knows no others. The certificate must be the name's. One
 * request per client and connection; redirects are answers like others, nothing is repeated, and
 * bodies are not read.
 */
final class PinnedPost {

  private static final Http1Config BOUNDED_HEAD =
      Http1Config.custom().setMaxLineLength(8_192).setMaxHeaderCount(100).build();

  private PinnedPost() {}

  /** The receiver's answer; {@code retryAfter} is the header of that name. */
  record Answer(int status, @Nullable String retryAfter) {}

  /** What is sent where. */
  record Request(URI url, List<InetAddress> addresses, Map<String, String> headers, byte[] body) {}

  /**
   * Sends one request, to the first of the addresses that takes a connection.
   *
   * @param limit longest wait for a connection, to all addresses together, and again for the head
   *     of the answer
   */
  static Answer send(Request request, Duration limit) throws IOException {
    try {
      return send(request, limit, SSLContext.getDefault());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has TLS", e);
    }
  }

  static Answer send(Request request, Duration limit, SSLContext tls) throws IOException {
    HttpPost post = new HttpPost(request.url());
    request.headers().forEach(post::setHeader);
    post.setHeader("Connection", "close");
    post.setEntity(new ByteArrayEntity(request.body(), ContentType.create("application/json")));
    CloseableHttpClient client = client(request.addresses(), limit, tls);
    // Each read has a limit; a receiver that sends a byte now and then would pass them all.
    Executor later = CompletableFuture.delayedExecutor(2 * limit.toMillis(), TimeUnit.MILLISECONDS);
    later.execute(post::cancel);
    try {
      ClassicHttpResponse response =
          client.executeOpen(RoutingSupport.determineHost(post), post, null);
      Header retryAfter = response.getFirstHeader("Retry-After");
      return new Answer(response.getCode(), retryAfter == null ? null : retryAfter.getValue());
    } catch (HttpException e) {
      throw new IOException("the URL names no host", e);
    } finally {
      // Closes the connection with what was not read of the body.
      client.close(CloseMode.IMMEDIATE);
    }
  }

  private static CloseableHttpClient client(
      List<InetAddress> addresses, Duration limit, SSLContext tls) {
    Timeout answer = Timeout.of(limit);
    return HttpClientBuilder.create()
        .setConnectionManager(
            PoolingHttpClientConnectionManagerBuilder.create()
                .setDnsResolver(new Pinned(addresses))
                .setTlsSocketStrategy(new DefaultClientTlsStrategy(tls))
                .setConnectionFactory(
                    ManagedHttpClientConnectionFactory.builder().http1Config(BOUNDED_HEAD).build())
                .setDefaultConnectionConfig(
                    ConnectionConfig.custom()
                        .setConnectTimeout(Timeout.of(limit.dividedBy(addresses.size())))
                        .setSocketTimeout(answer)
                        .build())
                .build())
        .setDefaultRequestConfig(
            RequestConfig.custom()
                .setResponseTimeout(answer)
                .setProtocolUpgradeEnabled(false)
                .build())
        .disableRedirectHandling()
        .disableAutomaticRetries()
        .disableContentCompression()
        .disableCookieManagement()
        .disableAuthCaching()
        .build();
  }

  /** Leads every name to the addresses that were checked. */
  private record Pinned(List<InetAddress> addresses) implements DnsResolver {

    @Override
    public InetAddress[] resolve(String host) {
      return addresses.toArray(InetAddress[]::new);
    }

    @Override
    public String resolveCanonicalHostname(String host) {
      return host;
    }
  }
}
