/** What all requests and stores share: names of constants, free-form values, filters. */
@NullMarked
package io.orchestratex.session.wire;

import org.jspecify.annotations.NullMarked;
