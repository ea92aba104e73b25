/** The gateway's own API of users, API keys and sign-ins, as the console uses it. */
@NullMarked
package io.orchestratex.gateway.console.service.identity;

import org.jspecify.annotations.NullMarked;
