package io.orchestratex.session.provider.openai;

import dev.langchain4j.data.message.AiMessage;
import dev.langchain4j.data.message.ChatMessage;
import dev.langchain4j.data.message.UserMessage;
import dev.langchain4j.model.chat.request.ChatRequest;
import dev.langchain4j.model.openai.OpenAiChatRequestParameters;
import dev.langchain4j.model.openai.OpenAiStreamingChatModel;
import io.micronaut.context.annotation.Requires;
import io.orchestratex.kit.settings.Secret;
import io.orchestratex.session.provider.AnswerTimer;
import io.orchestratex.session.provider.Model;
import io.orchestratex.session.provider.ModelProvider;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.TokenSink;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Named;
import jakarta.inject.Singleton;
import java.net.URI;
import java.net.http.HttpClient;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ScheduledExecutorService;
import org.jspecify.annotations.Nullable;

/**
 * Models at one configured address that speaks the OpenAI chat protocol. Nothing is retried here:
 * the caller may ask again.
 */
@Singleton
@Requires(property = "orchestratex.session.provider.openai.base-url", pattern = ".+")
final class OpenAiProvider implements ModelProvider {

  private final OpenAiSettings settings;
  private final String baseUrl;
  private final ScheduledExecutorService timer;
  private final HttpClient http;

  OpenAiProvider(OpenAiSettings settings, @Named(AnswerTimer.NAME) ScheduledExecutorService timer) {
    this.settings = settings;
    this.baseUrl = checked(settings.baseUrl());
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
    StoppableHttp call = new StoppableHttp(http, settings.totalTimeout());
    OpenAiAnswer answer = new OpenAiAnswer(request, sink, call::stop, timer, settings);
    Secret key = settings.apiKey();
    OpenAiStreamingChatModel model =
        OpenAiStreamingChatModel.builder()
            .httpClientBuilder(call)
            .baseUrl(baseUrl)
            .apiKey(key == null ? "none" : key.reveal())
            .modelName(request.model())
            .build();
    answer.watch();
    try {
      model.chat(chat(request), answer);
    } catch (RuntimeException e) {
      answer.onError(e);
    }
    return answer::cancel;
  }

  private static ChatRequest chat(ModelRequest request) {
    List<ChatMessage> messages = new ArrayList<>();
    for (ModelRequest.Exchange exchange : request.history()) {
      messages.add(UserMessage.from(exchange.prompt()));
      if (!exchange.answer().isBlank()) {
        messages.add(AiMessage.from(exchange.answer()));
      }
    }
    messages.add(UserMessage.from(request.prompt()));
    OpenAiChatRequestParameters.Builder parameters = OpenAiChatRequestParameters.builder();
    parameters.modelName(request.model());
    parameters.temperature(request.settings().temperature());
    parameters.topP(request.settings().topP());
    parameters.maxOutputTokens(request.settings().maxTokens());
    return ChatRequest.builder().messages(messages).parameters(parameters.build()).build();
  }
}
