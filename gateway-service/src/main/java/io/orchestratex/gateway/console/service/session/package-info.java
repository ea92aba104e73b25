/** The API of session-service, as the console uses it. */
@NullMarked
package io.orchestratex.gateway.console.service.session;

import org.jspecify.annotations.NullMarked;
