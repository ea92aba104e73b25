package io.orchestratex.gateway.console.frame;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.MediaType;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.Consumes;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.cookie.Cookie;
import io.micronaut.http.cookie.SameSite;
import io.orchestratex.gateway.console.frame.Preferences.Theme;
import io.orchestratex.gateway.console.frame.Preferences.TimeFormat;
import io.orchestratex.gateway.console.session.OriginRules;
import io.orchestratex.kit.access.Role;
import io.swagger.v3.oas.annotations.Hidden;
import jakarta.annotation.security.RolesAllowed;
import java.time.Duration;
import java.util.Locale;

/** Keeps how a person wants pages to look. */
@Controller("/console/preferences")
@RolesAllowed({Role.OPERATOR, Role.ANALYST, Role.AGENT})
@Produces(MediaType.TEXT_HTML)
@Hidden
class PreferenceController {

  private static final Duration KEPT = Duration.ofDays(400);

  private final Pages pages;

  PreferenceController(Pages pages) {
    this.pages = pages;
  }

  @Post
  @Consumes(Form.MEDIA_TYPE)
  HttpResponse<byte[]> keep(HttpRequest<?> request, Form form) {
    Preferences now = Preferences.of(request);
    MutableHttpResponse<byte[]> response = pages.redirect(OriginRules.localPath(form.text("back")));
    Theme theme = Preferences.choice(Theme.class, form.text("theme"), now.theme());
    TimeFormat time = Preferences.choice(TimeFormat.class, form.text("time"), now.time());
    return response
        .cookie(kept(Preferences.THEME, theme.name()))
        .cookie(kept(Preferences.TIME, time.name()));
  }

  private static Cookie kept(String name, String value) {
    return Cookie.of(name, value.toLowerCase(Locale.ROOT))
        .path("/console")
        .sameSite(SameSite.Strict)
        .httpOnly(true)
        .maxAge(KEPT);
  }
}
