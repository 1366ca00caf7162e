"""Headers that tell a browser what Pressdesk's pages may do: nothing with any other host."""

from secure import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    CrossOriginResourcePolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    Secure,
    XContentTypeOptions,
    XFrameOptions,
)


def security_headers() -> Secure:
    """Those of the OWASP Secure Headers Project. Gradio's pages are made of inline scripts and functions from text, so
    these are allowed; scripts, pictures, fonts and connections of other hosts are not. No HSTS: whether there is TLS is
    known to the proxy that ends it."""
    policy = (
        ContentSecurityPolicy()
        .default_src("'self'")
        .script_src("'self'", "'unsafe-inline'", "'unsafe-eval'")
        .style_src("'self'", "'unsafe-inline'")
        .img_src("'self'", "data:", "blob:")
        .font_src("'self'", "data:")
        .worker_src("'self'", "blob:")
        .connect_src("'self'")
        .object_src("'none'")
        .base_uri("'self'")
        .form_action("'self'")
        .frame_ancestors("'self'")
    )
    return Secure(
        csp=policy,
        xcto=XContentTypeOptions(),
        xfo=XFrameOptions().sameorigin(),
        referrer=ReferrerPolicy().no_referrer(),
        coop=CrossOriginOpenerPolicy().same_origin(),
        corp=CrossOriginResourcePolicy().same_origin(),
        permissions=PermissionsPolicy().geolocation().microphone().camera(),
    )
