package io.orchestratex.session.provider.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.session.provider.AnswerTimer;
import io.orchestratex.session.provider.Model;
import io.orchestratex.session.provider.ModelProvider;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.TokenSink;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Models at one configured address that speaks the OpenAI chat protocol. Nothing is retried here
 * but what the provider itself says when to ask again: the caller may ask again.
 */
@Singleton
@Requires(property = "orchestratex.session.provider.openai.base-url", pattern = ".+")
final class OpenAiProvider implements ModelProvider {

  private static final String USER_AGENT = "OrchestrateX/1.0";

  private final OpenAiSettings settings;
  private final URI address;
  private final ScheduledExecutorService timer;
  private final HttpClient http;

  OpenAiProvider(OpenAiSettings settings, @Named(AnswerTimer.NAME) ScheduledExecutorService timer) {
    this.settings = settings;
    this.address =
        URI.create(checked(settings.baseUrl()).replaceFirst("/+$", "") + "/chat/completions");
    this.timer = timer;
    this.http =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER)
            .connectTimeout(settings.connectTimeout())
            .build();
  }

  private static String checked(@Nullable String url) {
    URI uri = URI.create(url == null ? "" : url);
    if (!List.of("http", "https").contains(String.valueOf(uri.getScheme()))
        || uri.getHost() == null
        || uri.getRawUserInfo() != null) {
      throw new IllegalArgumentException(
          "orchestratex.session.provider.openai.base-url must be http(s)://host[:port]/path"
              + " without user information");
    }
    return uri.toString();
  }

  @PreDestroy
  void close() {
    http.shutdownNow();
  }

  @Override
  public String id() {
    return "openai";
  }

  @Override
  public List<Model> models() {
    return settings.models().stream()
        .map(name -> new Model(name, settings.inputUsdPerMillion(), settings.outputUsdPerMillion()))
        .toList();
  }

  @Override
  public ModelCall stream(ModelRequest request, TokenSink sink) {
    OpenAiAnswer answer = new OpenAiAnswer(request, sink, timer, settings);
    OpenAiCall call = new OpenAiCall(http, http(request), answer);
    answer.watch(call::stop);
    call.begin();
    return answer::cancel;
  }

  private HttpRequest http(ModelRequest request) {
    Secret key = settings.apiKey();
    return HttpRequest.newBuilder(address)
        .timeout(settings.totalTimeout())
        .header("Authorization", "Bearer " + (key == null ? "none" : key.reveal()))
        .header("Content-Type", "application/json")
        .header("Accept", "text/event-stream")
        .header("User-Agent", USER_AGENT)
        .POST(BodyPublishers.ofString(body(request).toString()))
        .build();
  }

  private static ObjectNode body(ModelRequest request) {
    ObjectNode body = JsonNodeFactory.instance.objectNode().put("model", request.model());
    ArrayNode messages = body.putArray("messages");
    for (ModelRequest.Exchange exchange : request.history()) {
      messages.addObject().put("role", "user").put("content", exchange.prompt());
      if (!exchange.answer().isBlank()) {
        messages.addObject().put("role", "assistant").put("content", exchange.answer());
      }
    }
    messages.addObject().put("role", "user").put("content", request.prompt());
    ModelSettings settings = request.settings();
    if (settings.temperature() != null) {
      body.put("temperature", settings.temperature());
    }
    if (settings.topP() != null) {
      body.put("top_p", settings.topP());
    }
    if (settings.maxTokens() != null) {
      body.put("max_tokens", settings.maxTokens());
    }
    body.put("stream", true).putObject("stream_options").put("include_usage", true);
    return body;
  }
}
