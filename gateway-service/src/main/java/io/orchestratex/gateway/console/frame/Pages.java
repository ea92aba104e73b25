package io.orchestratex.gateway.console.frame;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.MutableHttpResponse;
import io.orchestratex.gateway.console.session.OriginRules;
import jakarta.inject.Singleton;
import java.net.URI;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Makes the answers of the console's controllers. A template is named by its path below {@code
 * console}, such as {@code backups/list.jte}; it takes a {@link Frame} named {@code frame} and what
 * it shows, named {@code view}.
 */
@Singleton
public final class Pages {

  /** Where templates are, below the gateway's own package. */
  private static final String FOLDER = "console/";

  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, Pages.class.getClassLoader(), "io.orchestratex.gateway");
  private final List<Section> sections;
  private final Assets assets;
  private final Notices notices;

  Pages(List<Section> sections, Assets assets, Notices notices) {
    this.notices = notices;
    this.sections = sections.stream().sorted(Comparator.comparingInt(Section::order)).toList();
    this.assets = assets;
  }

  /** A page. */
  public MutableHttpResponse<byte[]> page(Visit visit, String template, Object view) {
    return page(HttpStatus.OK, visit, template, view);
  }

  /** A page with another status, such as that of a form with mistakes. */
  public MutableHttpResponse<byte[]> page(
      HttpStatus status, Visit visit, String template, Object view) {
    MutableHttpResponse<byte[]> response =
        html(status, template, Map.of("frame", frame(visit), "view", view));
    return visit.flash() == null ? response : response.cookie(Flash.shown());
  }

  /** A page about one thing, or the picture that stands in its place. */
  public MutableHttpResponse<byte[]> part(Visit visit, String template, Part<?> part) {
    Picture picture = part.picture();
    if (picture == null) {
      return page(visit, template, part.get());
    }
    Section here = frame(visit).here();
    if (here != null && picture.kind() == Picture.Kind.MISSING) {
      picture = picture.among(here);
    }
    return page(HttpStatus.valueOf(picture.status()), visit, "frame/fault.jte", picture);
  }

  /** Why something is not offered to a person; null when it is. */
  public @Nullable String refusal(Visit visit, String... roles) {
    return frame(visit).refusal(roles);
  }

  /** A path of the console, or another one where {@code wanted} is none. */
  public static String local(@Nullable String wanted, String otherwise) {
    String path = OriginRules.localPath(wanted);
    return path.equals("/console") ? otherwise : path;
  }

  /** A page of somebody who is not signed in. */
  public MutableHttpResponse<byte[]> open(HttpStatus status, String template, Object view) {
    return html(status, template, Map.of("assets", assets, "view", view));
  }

  /** After an action: another page, on which {@code flash} is shown. */
  public HttpResponse<byte[]> after(Flash flash, String path) {
    return HttpResponse.<byte[]>seeOther(URI.create(path)).cookie(flash.cookie());
  }

  /** A page that is left for another one. */
  public MutableHttpResponse<byte[]> redirect(String path) {
    return HttpResponse.seeOther(URI.create(path));
  }

  private Frame frame(Visit visit) {
    return new Frame(visit, sections, assets, notices.maintenances());
  }

  private MutableHttpResponse<byte[]> html(
      HttpStatus status, String template, Map<String, Object> parameters) {
    Utf8ByteOutput out = new Utf8ByteOutput();
    engine.render(FOLDER + template, new HashMap<>(parameters), out);
    return HttpResponse.<byte[]>status(status)
        .body(out.toByteArray())
        .header("Content-Type", "text/html; charset=utf-8");
  }
}
