import requests


def fetch_profile(user_id):
    return requests.get(f"http://profiles.internal/{user_id}").json()
